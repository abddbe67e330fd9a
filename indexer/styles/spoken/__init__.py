"""Verbatim minutes as lines of text, whatever sign marks who speaks.

Reads      lines of TXT, PDF, HTML and DOCX: plenary, committee and council minutes
Produces   one meeting: a header, then turns with speaker, name, office and role
Dates      the first date in the header
Pitfalls   ○ also heads lists (○議事日程（第７号）, 〇出席議員（68人）) and times;
           a name before a colon may be a list of people; an office alone on a line
           may be a heading. So a mark counts by evidence: see `mark_evidence.py`.

    ○議長（東雲一郎君）　…      ◎市長（…）  ◆浜風円議員　     plenary
    ◯４番（浜風円君）           百十四番（浜風円君）
    ○（東雲一郎議長）           ○東雲一郎議長　  ○塩屋　委員長
    ◯委員長　　                 ○総務課長;…                  an office alone
    【会長】…  ‹事務局>         東雲会長 ⏎ …                 committees, councils
    委員長(東雲君):…            浜風君:…    東雲委員長)…
    Ｑ … Ａ …                   質問⇥回答                    questions and answers
"""

from indexer.styles.spoken.turn_parser import parse, score

__all__ = ["parse", "score"]
