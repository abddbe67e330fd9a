"""Summary minutes (要点筆記): a header, then members' points and the answers to them.

    第７回みなと町…審議会会議録         title
    １ 日時  ２ 場所  ３ 議題  ４ 出席者    header
    ５ 議事の概要                      proceedings
      ⑴ 開会                         section
        ア 【諮問第３号】町長（総務課）…   agenda item
          〇 …審議を行った。            narrative
          台帳の管理について             topic
          ・ …いつからか。              question, or comment where nobody answers
          → …からである。              answer
          ※ 後日、…                   note

Others print a label at the head of a turn (「（委員）…」「事務局：…」), which says as much.
Names are in the attendance list only, so roles and affiliations are inferred.
"""

from indexer.styles.summary.summary_parser import parse, score

__all__ = ["parse", "score"]
