"""Photo credits and share prompts that stand among an article's paragraphs: out of its text, their
blocks kept and named.
"""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.page import Block, Page

#: Longer blocks are sentences or captions, whatever they begin with.
_PROMPT_CHARS, _CREDIT_CHARS = 90, 100
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|pinterest|reddit|youtube|tiktok|threads|bluesky|mastodon|tumblr|google news"
    r"|google\+|flipboard|viber|messenger|wechat|weibo|line|vk|e-?mail|mail|вконтакте|одноклассники|фейсбук[е]?|твиттер[е]?|телеграм[е]?"
    r"|페이스북|트위터|카카오톡|카카오스토리|네이버|微信|微博|朋友圈|フェイスブック|ツイッター|فيسبوك|تويتر|واتساب)"
)
_AND = rf"(?:(?:\s*[,/&|·]\s*|\s+(?:and|or|und|oder|et|ou|y|o|e|и|или)\s+|,\s*(?:and|or|und|et|y)\s+){_NETWORK})*"
_SHARE = re.compile(
    "|".join(
        (
            rf"(?:share|tweet|post|send|save|pin)(?: (?:this|it|the|on|to|via|by|with|your|friends?|article|story|page|post|news)){{0,4}}(?: {_NETWORK}{_AND})?",
            rf"(?:follow|like|find|join|subscribe to) (?:us|me|him|her|them|[\w.' ]{{2,30}})(?: [\w.' ]{{2,30}})? (?:on|via|at) (?:our )?{_NETWORK}{_AND}"
            r"(?::? ?@\w+)?",
            rf"follow @\w+(?: on {_NETWORK})?|click (?:here )?to (?:share|tweet|print|email)(?: (?:this|on|to|via|a|link|friend|{_NETWORK})){{0,6}}",
            rf"(?:auf|bei|per|via|über) {_NETWORK}{_AND} (?:teilen|folgen)|(?:diesen )?(?:artikel|beitrag) (?:(?:auf|bei|per|via) {_NETWORK}{_AND} )?teilen"
            rf"|folgen sie uns (?:auf|bei) {_NETWORK}{_AND}",
            rf"(?:partager|envoyer)(?: (?:cet|l')? ?article)? (?:sur|par|via) {_NETWORK}{_AND}|partager(?: cet article| l'article)?"
            rf"|suivez[- ]nous sur {_NETWORK}{_AND}",
            rf"compart(?:ir|e|a)(?: (?:este|el) artículo)? (?:en|por|via|vía) {_NETWORK}{_AND}|s[íi]gue?nos en {_NETWORK}{_AND}",
            rf"compartilh(?:ar|e)(?: (?:este|esta) (?:artigo|notícia))? (?:no|na|em|via|por) {_NETWORK}{_AND}|siga-nos (?:no|na|em) {_NETWORK}{_AND}",
            rf"condividi(?: l'articolo| questo articolo)? su {_NETWORK}{_AND}|seguici su {_NETWORK}{_AND}|(?:deel|volg ons|del|följ oss|dela) (?:op|på|via) "
            rf"{_NETWORK}{_AND}|udostępnij (?:na|w) {_NETWORK}{_AND}",
            rf"(?:поделиться|поделитесь|подписывайтесь на нас|подписывайтесь)(?: (?:статьёй|статьей|новостью))?(?: (?:в|во|через|на) {_NETWORK}{_AND})?",
            rf"(?:分享|转发|轉發)(?:到|至|给|給)?\s*{_NETWORK}?{_AND}|{_NETWORK}\s*(?:으로|로|에)?\s*(?:공유|공유하기|보내기)|{_NETWORK}で(?:シェア|共有)(?:する)?"
            rf"|(?:شارك|مشاركة|تابعنا)(?: (?:على|عبر|المقال)){{0,2}} ?{_NETWORK}?",
        )
    ),
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:ap|afp|a\.p\.|reuters|epa|dpa|ansa|efe|tass|тасс|риа новости|xinhua|新华社|kyodo|yonhap|연합뉴스|kcna|조선중앙통신|getty images?|shutterstock|imago"
    r"|picture alliance|pa images|pa wire|istock|alamy|bloomberg|ntb|scanpix|tt|keystone|unsplash|pixabay|zuma|nurphoto|anadolu|wikimedia commons)"
)
_LABEL = (
    r"(?:(?:cover |file |archive )?(?:photo|photograph|image|picture|pic)s?(?: credits?| source)?|foto(?:s|credit|grafie)?|bild(?:er|quelle|nachweis)?"
    r"|crédits?(?: photo)?|imagen|imágenes|фото(?:графия)?|사진(?:제공)?|写真|撮影|图片?(?:来源)?|圖片?(?:來源)?|صورة|الصورة|valokuva|kuva|zdjęcie|fot\.)"
)
_NAME = r"(?-i:[A-ZÀ-ÞА-Я]\S*)(?: \S+){0,4}"
_CREDIT = re.compile(
    "|".join(
        (
            rf"[(\[]?{_LABEL}\s?[:：=/©]\s?\S.{{0,70}}|[(\[]?credits?: ?{_NAME}",
            rf"[(\[]?{_LABEL} (?:courtesy(?: of)? .{{2,50}}|(?:by|via|von|de) {_NAME})",
            rf"[(\[]?(?:©|\(c\)|copyright)?\s?[^.!?:;,]{{2,45}}\s?[/|(]\s?{_AGENCY}(?: (?:via|photo|images?|/) ?{_AGENCY}?)?[)\]]?\.?",
            rf"[(\[]?{_AGENCY} ?(?:photo|/)(?: ?/?[^.!?:;,]{{2,45}})?[)\]]?|[(\[]?(?:©|\(c\)) ?{_AGENCY}[)\]]?",
        )
    ),
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？]\s+\S")
_HINT = re.compile(rf"{_AGENCY}|[:：=/©]|courtesy| by | via | von | de ", re.IGNORECASE)


def furniture_rule(text: str) -> str | None:
    """`share` for a prompt such as `Share on Facebook`, `credit` for `Photo: Jane Roe/Reuters`,
    None for what is prose.
    """
    if len(text) > _CREDIT_CHARS:
        return None
    line = " ".join(text.split())
    core = line.strip(" .!:»›>▶→|•·-–").replace("’", "'")
    if len(line) <= _PROMPT_CHARS and core and _SHARE.fullmatch(core):
        return "share"
    if _HINT.search(line) and _CREDIT.fullmatch(line) and not _SENTENCE_END.search(line):
        return "credit"
    return None


def without_furniture(page: Page) -> Page:
    """The page with such blocks out of its articles' text: `other`, named by their rule, in their
    place. No article is emptied.
    """
    if page.page_kind != "article":
        return page
    found = {
        i: rule
        for i, b in enumerate(page.blocks)
        if b.article_no is not None
        and b.kind in ("body", "heading")
        and (rule := furniture_rule(b.text))
    }
    if not found:
        return page
    left = {b.article_no for i, b in enumerate(page.blocks) if b.kind == "body" and i not in found}
    blocks = [
        Block("other", b.text, found[i], None, b.byte_start, b.byte_end)
        if i in found and b.article_no in left
        else b
        for i, b in enumerate(page.blocks)
    ]
    return replace(page, blocks=blocks)
