"""Kanji that are one character in several shapes: in names, before 1946, and in print.

Gathered from the tables of 当用漢字字体表 (1949) and 人名用漢字, and from the shapes that
names are registered in. Where two shapes are different words today (臺 and 台 are not, 糸
and 系 are), they are not here. Of each group the first is the shape they are read as.
"""

from __future__ import annotations

import unicodedata

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

# Radicals as characters of their own, as text taken from a PDF has them.
_RADICALS = """
民⺠ 長⻑ 西⻄ 青⻘ 食⻝⻞ 鬼⻤ 麦⻨ 黄⻩ 斉⻫ 歯⻭ 竜⻯ 亀⻲ 母⺟ 虎⻁ 角⻆ 骨⻣ 見⻅ 車⻋ 門⻔
風⻛ 馬⻢ 魚⻥ 鳥⻦
"""
# Characters kept apart for the sake of older character sets, and radicals.
_COMPATIBILITY = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))


def _shapes() -> dict[str, str]:
    shapes: dict[str, str] = {}
    for groups in (_IN_NAMES, _OLD, _IN_PRINT, _RADICALS):
        for group in groups.split():
            shapes |= dict.fromkeys(group[1:], group[0])
    for code in (code for block in _COMPATIBILITY for code in block):
        shape = unicodedata.normalize("NFKC", chr(code))
        if len(shape) == 1 and shape != chr(code):
            shapes[chr(code)] = shapes.get(shape, shape)
    return shapes


# Each other shape, and the one it is read as.
SHAPES = _shapes()
