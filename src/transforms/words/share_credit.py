"""Share prompts and photo credits that stand among an article's paragraphs."""

from __future__ import annotations

import re

from transforms.words.patterns import any_form, either

_FLAGS = re.IGNORECASE | re.DOTALL

_NETWORKS = {
    "any": (
        r"facebook",
        r"twitter",
        r"x",
        r"instagram",
        r"whatsapp",
        r"telegram",
        r"linkedin",
        r"pinterest",
        r"reddit",
        r"youtube",
        r"tiktok",
        r"threads",
        r"bluesky",
        r"mastodon",
        r"tumblr",
        r"google news",
        r"google\+",
        r"flipboard",
        r"viber",
        r"messenger",
        r"wechat",
        r"weibo",
        r"line",
        r"vk",
        r"e-?mail",
        r"mail",
    ),
    "ru": (
        r"вконтакте",
        r"одноклассники",
        r"фейсбук[е]?",
        r"твиттер[е]?",
        r"телеграм[е]?",
    ),
    "ko": (r"페이스북", r"트위터", r"카카오톡", r"카카오스토리", r"네이버"),
    "zh": (r"微信", r"微博", r"朋友圈"),
    "ja": (r"フェイスブック", r"ツイッター"),
    "ar": (r"فيسبوك", r"تويتر", r"واتساب"),
}
_NETWORK = rf"(?:{either(_NETWORKS)})"
_JOINTS = {
    "any": (r"\s*[,/&|·]\s*",),
    "en de fr es it ru": (r"\s+(?:and|or|und|oder|et|ou|y|o|e|и|или)\s+",),
    "en de fr es": (r",\s*(?:and|or|und|et|y)\s+",),
}
#: A network, or several: `Facebook and Twitter`.
_NETS = rf"{_NETWORK}(?:(?:{either(_JOINTS)}){_NETWORK})*"
#: Whole lines, without the marks around them, that ask the reader to share or follow.
SHARE = any_form(
    {
        "en": (
            r"(?:share|tweet|post|send|save|pin)"
            r"(?: (?:this|it|the|on|to|via|by|with|your|friends?|article|story|page|post|news))"
            rf"{{0,4}}(?: {_NETS})?",
            r"(?:follow|like|find|join|subscribe to)"
            r" (?:us|me|him|her|them|[\w.' ]{2,30})(?: [\w.' ]{2,30})?"
            rf" (?:on|via|at) (?:our )?{_NETS}(?::? ?@\w+)?",
            rf"follow @\w+(?: on {_NETWORK})?",
            r"click (?:here )?to (?:share|tweet|print|email)"
            rf"(?: (?:this|on|to|via|a|link|friend|{_NETWORK})){{0,6}}",
        ),
        "de": (
            rf"(?:auf|bei|per|via|über) {_NETS} (?:teilen|folgen)",
            r"(?:diesen )?(?:artikel|beitrag)"
            rf" (?:(?:auf|bei|per|via) {_NETS} )?teilen",
            rf"folgen sie uns (?:auf|bei) {_NETS}",
        ),
        "fr": (
            rf"(?:partager|envoyer)(?: (?:cet|l')? ?article)? (?:sur|par|via) {_NETS}",
            r"partager(?: cet article| l'article)?",
            rf"suivez[- ]nous sur {_NETS}",
        ),
        "es": (
            rf"compart(?:ir|e|a)(?: (?:este|el) artículo)? (?:en|por|via|vía) {_NETS}",
            rf"s[íi]gue?nos en {_NETS}",
        ),
        "pt": (
            r"compartilh(?:ar|e)(?: (?:este|esta) (?:artigo|notícia))?"
            rf" (?:no|na|em|via|por) {_NETS}",
            rf"siga-nos (?:no|na|em) {_NETS}",
        ),
        "it": (
            rf"condividi(?: l'articolo| questo articolo)? su {_NETS}",
            rf"seguici su {_NETS}",
        ),
        "nl da sv": (rf"(?:deel|volg ons|del|följ oss|dela) (?:op|på|via) {_NETS}",),
        "pl": (rf"udostępnij (?:na|w) {_NETS}",),
        "ru": (
            r"(?:поделиться|поделитесь|подписывайтесь на нас|подписывайтесь)"
            rf"(?: (?:статьёй|статьей|новостью))?(?: (?:в|во|через|на) {_NETS})?",
        ),
        "zh": (
            rf"(?:分享|转发|轉發)(?:到|至|给|給)?\s*{_NETWORK}?(?:(?:{either(_JOINTS)}){_NETWORK})*",
        ),
        "ko": (rf"{_NETWORK}\s*+(?:으로|로|에)?+\s*+(?:공유|공유하기|보내기)",),
        "ja": (rf"{_NETWORK}で(?:シェア|共有)(?:する)?",),
        "ar": (rf"(?:شارك|مشاركة|تابعنا)(?: (?:على|عبر|المقال)){{0,2}} ?{_NETWORK}?",),
    }
)

_AGENCIES = {
    "any": (
        r"ap",
        r"afp",
        r"a\.p\.",
        r"reuters",
        r"epa",
        r"dpa",
        r"ansa",
        r"efe",
        r"tass",
        r"тасс",
        r"риа новости",
        r"xinhua",
        r"新华社",
        r"kyodo",
        r"yonhap",
        r"연합뉴스",
        r"kcna",
        r"조선중앙통신",
        r"getty images?",
        r"shutterstock",
        r"imago",
        r"picture alliance",
        r"pa images",
        r"pa wire",
        r"istock",
        r"alamy",
        r"bloomberg",
        r"ntb",
        r"scanpix",
        r"tt",
        r"keystone",
        r"unsplash",
        r"pixabay",
        r"zuma",
        r"nurphoto",
        r"anadolu",
        r"wikimedia commons",
    )
}
_AGENCY = rf"(?:{either(_AGENCIES)})"
_LABELS = {
    "en": (
        r"(?:cover |file |archive )?(?:photo|photograph|image|picture|pic)s?(?: credits?| source)?",
    ),
    "de": (r"foto(?:s|credit|grafie)?", r"bild(?:er|quelle|nachweis)?"),
    "fr": (r"crédits?(?: photo)?",),
    "es": (r"imagen", r"imágenes"),
    "ru": (r"фото(?:графия)?",),
    "ko": (r"사진(?:제공)?",),
    "ja": (r"写真", r"撮影"),
    "zh": (r"图片?(?:来源)?", r"圖片?(?:來源)?"),
    "ar": (r"صورة", r"الصورة"),
    "fi": (r"valokuva", r"kuva"),
    "pl": (r"zdjęcie", r"fot\."),
}
_LABEL = rf"(?:{either(_LABELS)})"
_NAME = r"(?-i:[A-ZÀ-ÞА-Я]\S*)(?: \S+){0,4}"
#: Whole lines of an article that credit a picture.
CREDIT = any_form(
    {
        "any": (
            rf"[(\[]?{_LABEL}\s?[:：=/©]\s?\S.{{0,70}}",
            rf"[(\[]?credits?: ?{_NAME}",
            rf"[(\[]?{_LABEL} (?:courtesy(?: of)? .{{2,50}}|(?:by|via|von|de) {_NAME})",
            r"[(\[]?(?:©|\(c\)|copyright)?\s?[^.!?:;,]{2,45}"
            rf"\s?[/|(]\s?{_AGENCY}(?: (?:via|photo|images?|/) ?{_AGENCY}?)?[)\]]?\.?",
            rf"[(\[]?{_AGENCY} ?(?:photo|/)(?: ?/?[^.!?:;,]{{2,45}})?[)\]]?",
            rf"[(\[]?(?:©|\(c\)) ?{_AGENCY}[)\]]?",
        )
    }
)
#: A line can be such a credit only if one of these stands in its lower case. The last three are
#: letters that a pattern takes for `s` and `i` where it does not ask for case.
CREDIT_HINTS = (
    *(":", "：", "=", "/", "©", "|", "("),
    *("photo", "courtesy", " by ", " via ", " von ", " de "),
    *("ſ", "ı", "i̇"),
)

#: A line of a page can be a credit, or a caption that closes with one, only if it holds one of
#: these.
CAPTION_HINTS = (
    "photo",
    "image",
    "picture",
    "pic",
    "foto",
    "bild",
    "credit",
    "quelle",
    "crédit",
    "фото",
    "사진",
    "写真",
    "图",
    "圖",
    "file",
    "/",
    "|",
    "(ap)",
    "(afp)",
    "(reuters)",
    "getty",
    "archiv",
)
_CAPTION_LABELS = {
    "en": (
        r"photo",
        r"image",
        r"picture",
        r"pic",
        r"photograph",
        r"credit",
        r"image credit",
        r"image source",
        r"photo credit",
    ),
    "de": (r"foto", r"bild", r"quelle"),
    "fr": (r"crédit",),
    "ru": (r"фото",),
    "ko": (r"사진",),
    "ja": (r"写真",),
    "zh": (r"图", r"圖", r"图片"),
}
_PICTURE_AGENCY = r"(?:ap|afp|getty images|reuters|epa|dpa|shutterstock|imago)"
#: Whole lines of a page that are credits, and captions that close with one.
CAPTION = any_form(
    {
        "any": (
            rf"\(?(?:{either(_CAPTION_LABELS)})s?(?: by| von| de)?\s?[:/=|©].{{0,120}}",
            r".{0,300}\((?:(?:photo|image|picture|foto|file|ap photo)\b[^()]{0,60}"
            rf"|[^()]{{0,40}}/{_PICTURE_AGENCY}[^()]{{0,20}}"
            r"|ap|afp|getty images|reuters|archivbild|symbolbild|archiv)\)",
            r".{0,160}\s(?:foto|photo|bild|credit): .{2,60}",
            rf"[^.!?]{{2,60}}[/|] ?{_PICTURE_AGENCY}",
        )
    },
    _FLAGS,
)
#: What stands in the credit of a picture alone.
LICENCE = any_form({"any": (r"\bCC[ -]BY\b", r"wikimedia commons")})
