"""The text as it is printed → the text as Sudachi reads it, one character for one.

    kanji       variants of one character: 髙橋 is read as 高橋
    dashes      a dash that is a long mark: サ－バ is read as サーバ
    元年        令和元年 is read as 令和１年
    selectors   a variation selector (Unicode IVS) is left out

The tokens have the characters that are printed, which are found by their positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

# Groups of variants, the one that is read first. From the tables of 当用漢字字体表 (1949) and
# 人名用漢字 (戸籍法施行規則 別表第二), and from the characters that names are registered in.
# Characters that are different words today (糸 and 系) are not variants; 臺 and 台 are.
_IN_NAMES = """
沢澤 浜濱濵 辺邊邉 斎齋 斉齊 島嶋嶌 崎﨑嵜㟢 高髙 広廣 桜櫻 浅淺 富冨 曽曾 滝瀧 竜龍 恵惠 栄榮
証證 国國圀 円圓 気氣 与與 応應 橋槗𣘺 吉𠮷 土圡𡈽 館舘 淵渕渊 柳栁桺 桑桒 柏栢 松柗枩 峰峯 村邨
野埜 岳嶽 巌巖 徳德 喜㐂 秋穐龝 学學斈 卯夘 兎兔 園薗 蔵藏 条條 関關 実實 宝寶寳 真眞 亀龜龟
鶴鸖 鉄鐵銕 万萬 寿壽 弥彌 静靜 芦蘆 桧檜 槙槇 籠篭 藪薮 鴎鷗 宜冝 草艸 船舩 児兒 昇曻 穣穰 尭堯
遥遙 瑶瑤 晋晉 凛凜 禄祿 祢禰 迩邇 亘亙 黒黑 尚尙 郎郞 莱萊 諌諫 鯵鰺 鰯鰛
"""

_OLD = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 衛衞 営營 駅驛 塩鹽 縁緣 艶艷 欧歐 殴毆 奥奧 横橫 温溫
仮假 価價 画畫 会會 絵繪 壊壞 懐懷 拡擴 殻殼 覚覺 楽樂 勧勸 巻卷 歓歡 観觀 陥陷 帰歸 戯戲 犠犧
拠據 挙擧 虚虛 峡峽 挟挾 狭狹 郷鄕 暁曉 勲勳 薫薰 径徑 渓溪 茎莖 経經 継繼 軽輕 鶏鷄 芸藝 欠缺
県縣 倹儉 剣劍劔劒 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 戸戶 効效 恒恆 鉱鑛 号號 砕碎 済濟
剤劑 雑雜 参參 惨慘 桟棧 蚕蠶 賛贊 残殘 糸絲 歯齒 辞辭 湿濕 写寫 釈釋 収收 従從 渋澁 獣獸 縦縱
粛肅 処處 叙敍敘 将將 焼燒 奨奬獎 称稱 乗乘 剰剩 浄淨 畳疊 譲讓 醸釀 嬢孃 壌壤 嘱囑 触觸 寝寢
慎愼 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 声聲 窃竊 摂攝 専專 戦戰 践踐 銭錢 潜潛 線綫
繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 装裝 総總 騒騷 増增 臓臟 属屬 続續 堕墮 対對
体體躰軆 帯帶 滞滯 台臺 択擇 担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 鋳鑄 庁廳 徴徵
聴聽 勅敕 鎮鎭 逓遞 転轉 点點 伝傳 灯燈 当當 党黨 盗盜 稲稻 闘鬪 独獨 読讀 届屆 縄繩 弐貳貮 悩惱
脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 瓶甁 払拂 仏佛 並竝 併倂 変變 弁辨瓣辯
歩步 豊豐 褒襃 没沒 翻飜 毎每 満滿 黙默 訳譯 薬藥 予豫 余餘 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽
略畧 両兩 猟獵 緑綠 塁壘 涙淚 励勵 礼禮 隷隸 霊靈 齢齡 暦曆 歴歷 恋戀 炉爐 労勞 楼樓 録錄 湾灣
青靑 清淸 黄黃 教敎 既旣 即卽 内內 冊册 別别 呉吳 娯娛 姫姬 晩晚 間閒 説說 税稅 脱脫 鋭銳 閲閱
悦悅 産產 顔顏 彦彥 研硏 絶絕 緒緖 強强 偽僞 戻戾 鼓皷 卒卆 鑑鑒 鉢缽 杯盃 群羣 裏裡 窓窗窻 煙烟
異异 暖煖 嘆歎 座坐 朗朖 隣鄰 磯礒 梅楳 脇𦚰 栃杤 瀬瀨 煕熙凞 頴穎 啓啟 郷鄉 涼凉 舎舍 京亰 毘毗
寛寬 誉譽 駆驅駈 鬱欝 虎乕 輌輛 鈎鉤 雁鴈 餅餠 回囘囬 函凾 厨廚 哲喆 妊姙 姉姊 床牀 旧舊 傑杰
氷冰 沖冲 状狀 皐皋 蓋盖 穏穩 糧粮 連聯 脈脉 舗舖 蒋蔣 達逹 事亊 刃刄 恥耻 掲揭 渇渴 稟禀 纏纒
聡聰 蠅蝿 錬鍊 猫貓 携攜 歳歲
"""

_IN_PRINT = """
繋繫 掴摑 噛嚙 頬頰 填塡 剥剝 叱𠮟 痩瘦 祷禱 涜瀆 侠俠 麹麴 麺麵 蝋蠟 鹸鹼 箪簞 蝉蟬 醤醬 騨驒
屏屛 并幷 倶俱 溌潑 焔焰 梼檮 涛濤 竈竃 靱靭 嘘噓 躯軀 撹攪 鴬鶯 蛎蠣 砺礪 蕊蘂 頚頸 潅灌 掻搔
嚢囊 呑吞 蘇蘓 嶺岺 桝枡 畴疇 壷壺 攅攢 儘侭 讃讚 賎賤 闊濶 妍姸 籤籖
"""

# Radicals of the block CJK Radicals Supplement, which text taken from a PDF may have.
_RADICALS = """
民⺠ 長⻑ 西⻄ 青⻘ 食⻝⻞ 鬼⻤ 麦⻨ 黄⻩ 斉⻫ 歯⻭ 竜⻯ 亀⻲ 母⺟ 虎⻁ 角⻆ 骨⻣ 見⻅ 車⻋ 門⻔
風⻛ 馬⻢ 魚⻥ 鳥⻦
"""

# Kangxi Radicals and the CJK Compatibility Ideographs: NFKC gives the usual character.
_COMPATIBILITY = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))


def _kanji_variants() -> dict[str, str]:
    variants: dict[str, str] = {}
    for groups in (_IN_NAMES, _OLD, _IN_PRINT, _RADICALS):
        for group in groups.split():
            variants |= dict.fromkeys(group[1:], group[0])
    for code in (code for block in _COMPATIBILITY for code in block):
        usual = unicodedata.normalize("NFKC", chr(code))
        if len(usual) == 1 and usual != chr(code):
            variants[chr(code)] = variants.get(usual, usual)
    return variants


# Each variant, and the character that it is read as.
KANJI_VARIANTS = _kanji_variants()

_DASHES = "－―‐−─–—‑-"
_KANA = "ァ-ヺｦ-ｯｱ-ﾝ"
_MARK = "ーｰ"
# No long mark follows these: セブン－イレブン.
_NO_LONG_MARK = frozenset("ンッﾝｯ" + _MARK)

_IS_KANA = re.compile(f"[{_KANA}{_MARK}]")
_KATAKANA = re.compile(f"[{_KANA}{_MARK}・･{_DASHES}]+")
_LONG_MARK = re.compile(f"(?<=[{_KANA}])(?<![ンッﾝｯ])[{_DASHES}]")
_PARTING = re.compile(f"[･{_DASHES}]")
_KANA_BEFORE = re.compile(f"[{_KANA}{_MARK}]*$")
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
# A long mark between Latin letters is a dash: ＷｉーＦｉ.
_LATIN_MARK = re.compile(f"ー(?<=[{_LATIN}]ー)(?=[{_LATIN}])")
_IS_LATIN = re.compile(f"[{_LATIN}]")
# In kana: a word before a dash that may be its long mark.
_MIN_LENGTHENED, _MAX_LENGTHENED = 2, 30
_FIRST_YEAR = re.compile("元(?<=令和元|平成元|昭和元|大正元|明治元)(?=年)")

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HAS_SELECTOR = re.compile(f"[{_SELECTORS}]")
_CHARACTER = re.compile(f".[{_SELECTORS}]?", re.DOTALL)
_SELECTOR_CODES = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))

_CHANGING = frozenset(KANJI_VARIANTS) | frozenset(_DASHES)
# Most texts have none of these.
_REPLACED = _CHANGING | frozenset(map(chr, _SELECTOR_CODES))


class StandardText(NamedTuple):
    """A text as it is read; `printed` has what is printed for each of its characters.

    `changed` are the positions of the characters that are printed otherwise, ascending.
    """

    text: str
    printed: Sequence[str]
    changed: Sequence[int]


def standardize_word(word: str) -> str:
    """A word as it is read by itself: スク－ル as スクール, 髙橋 as 高橋."""
    word = "".join(KANJI_VARIANTS.get(character, character) for character in word)
    if _KATAKANA.fullmatch(word):
        word = _PARTING.sub("・", _LONG_MARK.sub("ー", word))
    return word


def standardize(text: str, is_lengthened: Callable[[str], bool]) -> StandardText:
    """The text as it is read.

    `is_lengthened` takes the katakana before a dash, and is true if the dash is a long mark.
    """
    if _REPLACED.isdisjoint(text) and "元年" not in text and not _LATIN_MARK.search(text):
        return StandardText(text, text, ())
    printed: Sequence[str] = text
    changes: dict[int, str] = {}
    if _HAS_SELECTOR.search(text):
        # A selector chooses a shape of the character before it.
        printed = _CHARACTER.findall(text)
        text = "".join(each[0] for each in printed)
        changes = {at: each[0] for at, each in enumerate(printed) if len(each) > 1}
    changes.update(_changes(text, is_lengthened))
    if not changes:
        return StandardText(text, text, ())
    characters = list(text)
    for at, character in changes.items():
        characters[at] = character
    return StandardText("".join(characters), printed, sorted(changes))


def _changes(text: str, is_lengthened: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """Positions of a text, and the character that is read there instead."""
    for found in _FIRST_YEAR.finditer(text):
        yield found.start(), "１"
    for found in _LATIN_MARK.finditer(text):
        yield found.start(), "-"
    for at, character in enumerate(text):
        if character in _CHANGING:
            read = KANJI_VARIANTS.get(character) or _dash(text, at, is_lengthened)
            if read:
                yield at, read


def _dash(text: str, at: int, is_lengthened: Callable[[str], bool]) -> str | None:
    """The character that the dash at a position is read as, or None if it is a dash."""
    before = _KANA_BEFORE.search(text, max(at - _MAX_LENGTHENED, 0), at)
    word = before.group() if before else ""
    after = text[at + 1 : at + 2]
    if _IS_LATIN.match(after) and at and _IS_LATIN.match(text, at - 1):
        return "-"
    if not word or (after and after in _DASHES):
        return None
    no_mark = word[-1] in _NO_LONG_MARK
    if _IS_KANA.match(after):
        return "・" if no_mark else "ー"
    return "ー" if len(word) >= _MIN_LENGTHENED and not no_mark and is_lengthened(word) else None
