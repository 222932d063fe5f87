"""Words of page furniture, as data: what heads a list of other articles, opens a byline, or is no
part of any article.
"""

from __future__ import annotations

import re


def _lines(text: str) -> frozenset[str]:
    """The entries of a list written with bars between them."""
    return frozenset(
        entry for line in text.splitlines() for entry in line.strip().split("|") if entry
    )


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE | re.DOTALL)


#: Headings that name whose articles follow. The group is the outlet where it is no generic word.
OUTLET_HEADING = _pattern(
    r"(?:(?:read |see |load )?more|latest|recent|also|other)(?: (?:news|stories|articles|headlines|posts|coverage|reports))? (?:from|at|in|by|on) (.+)",
    r"(?:mehr|neues|aktuelles|weitere (?:artikel|meldungen|nachrichten)|mehr (?:artikel|nachrichten|news)) (?:von|aus|bei) (.+)",
    r"(?:plus|plus d'articles|plus d'infos|plus d'actualités|autres articles|les derniers articles) (?:de |du |des |d'|sur )(.+)",
    r"(?:más|últimas noticias|más noticias|más artículos|lo último) (?:de|en|desde) (.+)",
    r"(?:mais|mais notícias|últimas notícias|últimas) (?:de|do|da|em) (.+)",
    r"(?:altro|altre notizie|altri articoli|ultime notizie) (?:da|di|su) (.+)",
    r"(?:meer|meer nieuws|meer artikelen) (?:van|uit|over) (.+)",
    r"(?:ещё|еще|больше|больше новостей|другие материалы|другие новости) (?:от|на|из) (.+)",
    r"(?:więcej|najnowsze) (?:od|z|w) (.+)",
    r"(?:mer|mere|fler artiklar|flere saker|flere artikler) (?:från|fra) (.+)",
    r"(?:المزيد من|أخبار أخرى من) (.+)",
)
#: Openings of such headings that name a place or a subject: `More in Sport`, `Other news on taxes`.
SUBJECT_HEADING = re.compile(
    r"(?:(?:read |see |load )?more|latest|recent|also|other)(?: \w+)? (?:in|by|on) |(?:meer.*|mehr.*) (?:over|über) |altr.* su |autres articles sur ",
    re.IGNORECASE,
)
#: Names that a heading gives to no outlet: the site itself, authors, sections.
GENERIC_NAMES = _lines("""
us|our partners|our sponsors|our network|our site|our other sites|this author|this writer|the author|author|same author|the same author|this reporter
the web|web|around the web|the internet|this section|this category|this topic|this series|this site|this story|this issue|this week|the archive
the archives|archives|home|news|local news|world news|world|the world|sport|sports|business|politics|opinion|opinions|entertainment|culture|life
lifestyle|style|tech|technology|science|health|travel|food|money|finance|economy|video|videos|photos|features|columns|editorial|editorials|national
international|region|nation|local|asia|europe|africa|america|americas|middle east|the middle east|australia|uk|usa|u.s.|the us|weather|today|yesterday
blog|our blog|newsroom|our newsroom|internet|archive|staff|contributors|shop|our shop|shopping
uns|unseren partnern|dem web|dieser rubrik|diesem autor|dem ressort|der region|politik|wirtschaft|kultur|wissen|panorama|deutschland
nous|nos partenaires|cet auteur|cette rubrique|la rédaction|politique|économie|société|monde|culture
nosotros|este autor|esta sección|deportes|economía|mundo|política|nós|este autor|esta seção|esporte|esportes
""")

#: Headings of lists of other articles, whole lines, folded.
LIST_HEADINGS = _lines("""
more articles|more stories|more news|more headlines|more to read|more reading|more like this|more on this|more on this story|more on this topic
more for you|related|related articles|related stories|related news|related content|related posts|related topics|related links|related coverage
related reading|related items|read more|read next|read also|also read|see also|up next|next up|next article|keep reading|continue reading
further reading|read this next|what to read next|latest|latest news|latest stories|latest articles|latest headlines|latest posts|recent news
recent posts|recent articles|recent stories|other news|other stories|other articles|most read|most popular|most viewed|most shared|most commented
popular|popular news|popular stories|popular articles|popular posts|popular now|trending|trending now|trending stories|trending articles|top stories
top news|top headlines|top articles|today's top stories|editors' picks|editor's picks|editor's choice|editor's pick|must read|must reads|don't miss
featured|featured stories|featured articles|featured posts|highlights|in case you missed it|recommended|recommended for you|recommended articles
recommended stories|recommended reading|you may like|you may also like|you might like|you might also like|you might be interested in
you may also be interested in|suggested for you|suggested articles|from around the web|around the web|from the web|promoted stories|sponsored stories
sponsored content|from our partners|stories for you|you may have missed|in other news|elsewhere|news in brief
mehr zum thema|zum thema|lesen sie auch|lest auch|lies auch|auch interessant|das könnte sie auch interessieren|das könnte sie interessieren|mehr artikel
das könnte dich auch interessieren|weitere artikel|weitere themen|weitere meldungen|weitere nachrichten|ähnliche artikel|verwandte artikel
verwandte themen|meistgelesen|meistgelesene artikel|meist gelesen|top-themen|aktuelle nachrichten|neueste artikel|neueste nachrichten|neueste beiträge
empfehlungen|empfohlen|mehr lesen|mehr aus dem ressort|mehr aus|mehr von|passend dazu|topstories|weiterlesen|meistkommentiert
à lire aussi|lire aussi|à lire également|sur le même sujet|dans la même rubrique|articles liés|articles similaires|les plus lus|le plus lu
dernières nouvelles|dernières actualités|à la une|nos autres articles|autres articles|vous aimerez aussi|plus d'articles|à découvrir|nos derniers articles
te puede interesar|también te puede interesar|le puede interesar|lea también|lee también|noticias relacionadas|artículos relacionados|más noticias
más artículos|lo más leído|lo más visto|más leídas|últimas noticias|otras noticias|recomendados|relacionados|relacionadas|ver más
leia também|leia mais|veja também|notícias relacionadas|mais lidas|mais lidos|últimas notícias|mais notícias|artigos relacionados|recomendadas|saiba mais
leggi anche|articoli correlati|notizie correlate|i più letti|più letti|ultime notizie|altre notizie|potrebbe interessarti|potrebbe interessarti anche
lees ook|lees meer|meer nieuws|meest gelezen|gerelateerde artikelen|laatste nieuws|aanbevolen|les også|mer om|mest lest|relaterte artikler|läs också
läs mer|läs även|mest läst|relaterat|senaste nytt|læs også|mest læste|lue myös|lue lisää|luetuimmat|uusimmat
читайте также|читать также|по теме|материалы по теме|другие новости|последние новости|главные новости|популярное|самое читаемое|похожие статьи
похожие материалы|новости по теме|ещё по теме|рекомендуем|читайте ещё|лента новостей|новости партнёров|новости партнеров|смотрите также|ещё новости
читайте також|останні новини|новини по темі|вам може сподобатися
czytaj także|czytaj też|zobacz także|zobacz też|powiązane artykuły|najczęściej czytane|najnowsze|polecane|přečtěte si také|související články
nejčtenější|súvisiace články|najčítanejšie|související|kapcsolódó cikkek|legolvasottabb|citește și|citiți și|articole similare|știri similare
ilgili haberler|son haberler|benzer haberler|en çok okunanlar|çok okunanlar|διαβάστε επίσης|σχετικά άρθρα|δημοφιλή
اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضاً|أخبار ذات صلة|مواضيع ذات صلة|مقالات ذات صلة|الأكثر قراءة|آخر الأخبار|المزيد|أخبار متعلقة|مواضيع متعلقة
قد يعجبك أيضا|اخبار مرتبط|مطالب مرتبط|پربازدیدترین|קרא עוד|כתבות נוספות|עוד בנושא|הנקראות ביותר
相关新闻|相关阅读|相关报道|相关文章|相关链接|延伸阅读|推荐阅读|更多新闻|热门新闻|最新新闻|热点新闻|猜你喜欢|相關新聞|相關報導|相關文章|延伸閱讀
推薦閱讀|熱門新聞|最新消息|更多新聞|你可能也喜歡|热门推荐|今日热点|新闻排行|点击排行
関連記事|関連ニュース|あわせて読みたい|おすすめ記事|人気記事|最新記事|最新ニュース|アクセスランキング|こちらもおすすめ|関連リンク|新着記事|もっと読む|ランキング
관련기사|관련 기사|관련뉴스|관련 뉴스|많이 본 뉴스|많이 본 기사|최신기사|최신 기사|최신뉴스|인기기사|인기 기사|추천기사|추천 뉴스|주요기사|주요뉴스
다른기사|더보기|이 시각 주요뉴스|함께 보면 좋은 기사|다른 기사 보기
संबंधित खबरें|ये भी पढ़ें|और पढ़ें|berita terkait|baca juga|berita terpopuler|terpopuler|berita lainnya|artikel terkait|tin liên quan|tin cùng chuyên mục
đọc thêm|xem thêm|tin mới nhất|ข่าวที่เกี่ยวข้อง|soma zaidi
""")
#: Such headings are built freely: `Most popular sports stories`, `Mehr zum Thema Hitze`.
LIST_HEADING_SHAPE = _pattern(
    r"(?:more|related|recent|latest|popular|recommended|other|top|trending|most (?:read|popular|viewed|shared|commented|recent))(?: [\w'&-]+){0,3} "
    r"(?:articles?|stories|news|posts|headlines|reads?|coverage|reports|videos|content)(?: (?:today|this week|now|for you))?",
    r"(?:more|mehr) (?:on|about|zu|zum thema|über)(?: [\w'&-]+){1,4}",
    r"(?:weitere|ähnliche|verwandte|neueste|beliebte|aktuelle|meistgelesene) (?:artikel|beiträge|themen|meldungen|nachrichten|texte)(?: zum thema)?",
    r"(?:artigos|notícias|matérias|posts) (?:populares|relacionad[ao]s|recentes)|(?:artículos|noticias|entradas) (?:populares|recientes|destacadas)",
    r"articles? (?:populaires|récents)|(?:articoli|notizie) (?:popolari|recenti)|story timeline|must reads?(?: [\w'&-]+){1,4}|aus dem ressort",
    r"(?:[\w-]+ )?주요\s?뉴스|많이 본 \w+",
)

#: What a link says, folded, that reads on where its card says what.
READ_ON = _lines("""
more|read more|read on|read article|read the article|read story|read the story|read full story|read the full story|full story|continue reading
weiterlesen|mehr lesen|mehr|zum artikel|artikel lesen|lire la suite|lire l'article|lire plus|leer más|seguir leyendo|leia mais|ler mais|leggi tutto
leggi|continua a leggere|lees meer|lees verder|läs mer|les mer|læs mere|lue lisää|czytaj więcej|czytaj dalej|číst dál|читать далее|подробнее
читати далі|더보기|続きを読む
""")
#: How a link begins that asks the reader to do something, or leads to a list.
CALL = _pattern(
    r"(?:subscribe to|sign up (?:for|to)|update your|(?:browse|see|view|show) all|all (?:news|articles|posts)"
    r"|alle (?:news|artikel|meldungen|nachrichten|beiträge)|zur übersicht|tous les articles|todas las noticias|ver todas)\b",
)

#: What opens a byline, before a name.
BYLINE = _pattern(
    r"(?:(?:(?:written|reported|posted|words|text|story|article|report|photos?|opinion|analysis) )?by:?"
    r"|von:?|par:?|por:?|di|da|door:?|af|av|autor(?:in)?:?|author:?|reporter:?|auteur:?|autore:?|redaktion:?|text:|texte:?|texto:|автор:?|текст:"
    r"|tekst:|napsal:?|autori:|shkruar nga|yazan:|کاتب:|بقلم:?|كتب:?|كتبت:?|מאת:?|文[/／:：|]|作者[:：]?|记者[:：]?|記者[:：]?|撰文[:：]|责任编辑[:：]|글[:=/]|기자[:=])"
    r"\s*(?P<name>\S.{1,99})"
)
#: What closes a line that is a byline in languages that put the office behind the name.
BYLINE_TAIL = re.compile(
    r"[\w·.\s/()\[\]-]{2,30}(?:기자|특파원|記者|记者|特派员)(?:\s*[=:]?\s*[\w.+-]+@[\w.-]+)?"
)

#: Lines, folded, that are buttons and labels of pages and never prose.
CHROME_LINES = _lines("""
share|share this|share this article|share this story|share article|share on facebook|share on twitter|tweet|print|email|copy link|link copied|comment
comments|leave a comment|post a comment|add a comment|no comments|view comments|show comments|subscribe|subscribe now|sign in|sign up|log in|login
register|logout|log out|my account|menu|search|home|close|skip to content|skip to main content|back to top|top|next|previous|prev|load more|show more
see more|view more|read more|continue|click here|advertisement|advertisment|ad|ads|sponsored|promoted|newsletter|newsletters|follow|follow us|contact
contact us|about|about us|terms|terms of use|terms of service|privacy|privacy policy|cookie policy|cookies|sitemap|site map|rss|facebook|twitter
instagram|youtube|linkedin|pinterest|reddit|whatsapp|telegram|tumblr|x|loading|loading...|image|image source|photo|video|gallery|tags|topics|support us
donate|accept|accept all|decline|ok|yes|no|cancel|submit|send|save|listen|watch live|live|reply|report|like
anzeige|werbung|teilen|drucken|kommentare|kommentar schreiben|anmelden|abmelden|einloggen|registrieren|suche|menü|startseite|schließen|mehr|merken
impressum|datenschutz|zur startseite|abonnieren|beitrag teilen|diesen artikel teilen|artikel teilen|link kopiert!|link kopiert|antworten|passwort vergessen
mehr anzeigen|zum anhören|zum kommentar-bereich|externer inhalt nicht verfügbar|empfohlener redaktioneller inhalt
publicité|partager|imprimer|commentaires|s'abonner|se connecter|accueil|rechercher|fermer|mentions légales|répondre
publicidad|compartir|imprimir|comentarios|suscríbete|iniciar sesión|inicio|buscar|cerrar|responder|publicidade|compartilhar|comentários|assine|entrar
pubblicità|condividi|stampa|commenti|abbonati|accedi|advertentie|delen|реклама|поделиться|комментарии|войти|поиск|подписаться|главная|ответить
reklama|udostępnij|komentarze|annons|dela|annonse|del|광고|공유|인쇄|댓글|로그인|구독|검색|기사공유|広告|共有|ログイン|検索|印刷|シェア
广告|分享|打印|登录|注册|搜索|首页|评论|إعلان|مشاركة|طباعة|تعليقات|تسجيل الدخول|بحث|الرئيسية
""")
#: A line can hold one of the sentences below only if it holds one of these; asked first because it
#: is cheap.
CHROME_HINTS = (
    "©",
    "(c)",
    "copyright",
    "rights",
    "rechte",
    "droits",
    "derechos",
    "direitos",
    "diritti",
    "права",
    "版",
    "無断",
    "전재",
    "الحقوق",
    "cookie",
    "privacy",
    "terms",
    "datenschutz",
    "confidentialité",
    "privaci",
    "newsletter",
    "sign ",
    "subscri",
    "register",
    "javascript",
    "browser",
    "blocker",
    "log in",
    "account",
    "password",
    "follow us",
    "facebook",
    "app",
    "click",
    "share this",
    "this site",
    "this website",
    "affiliate",
    "mail",
    "required",
    "comment",
    "réservé",
    "externe",
    "kommentar",
    "abo",
    "inbox",
    "junk",
    "notification",
    "suscripción",
    "abonn",
)
#: Sentences that sites say of themselves: cookies, rights, subscriptions, comments. Searched in
#: folded lines.
CHROME_SENTENCE = _pattern(
    r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b.{0,40}(?:19|20)\d\d|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos",
    r"todos os direitos|tutti i diritti|все права защищены|版权所有|版權所有|無断転載|무단\s?전재|جميع الحقوق",
    r"\b(?:use|uses|using|accept|our|these|all|of) cookies\b|\bcookie (?:policy|settings|preferences|notice)|privacy (?:policy|notice)",
    r"terms (?:of|and|&) (?:use|service|conditions)|cookies? (?:zu|verwenden|akzeptieren|para|pour|et )|datenschutzerklärung",
    r"privatsphäre-einstellungen|politique de confidentialité|política de (?:privacidad|privacidade|cookies)",
    r"(?:sign up|subscribe|register) (?:for|to|now|today|here)\b.{0,60}(?:newsletter|email|e-mail|alerts|updates|access|inbox|unlimited)",
    r"(?:daily|weekly|our|free) (?:email )?newsletter|newsletter (?:abonnieren|anmelden|bestellen)|please enable javascript",
    r"your browser (?:does not|is)|javascript (?:is|must be)|\bad ?blocker|already (?:a subscriber|have an account|registered)|log in to|sign in to",
    r"create an account|forgot (?:your )?password|reset your password|unsubscribe|follow us on|like us on facebook|download (?:the|our) app",
    r"click here to|share this (?:article|story)|this (?:site|website) uses|affiliate (?:links|commission)|mail address will not be published",
    r"required fields are marked|comments? (?:are|is) (?:closed|moderated|disabled)|cet article est réservé|réservé aux abonnés",
    r"cookies? (?:is|are) (?:used|set|placed|installed|necessary|essential)|check your (?:junk|spam|inbox)|provide a valid e-?mail|welcome e-?mail is on"
    r"|issue signing you up|by signing up,? you|soon be in your inbox|(?:enable|turn on|allow) notifications|tu suscripción se está usando",
    r"externe[nr]? inhalte?\b|kommentarfunktion|probeabo|(?:digital|online)-abo\b|jetzt (?:abonnieren|abo)",
)
#: A line can be a credit only if it holds one of these.
CREDIT_HINTS = (
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
#: Photo credits and captions that close with one.
CREDIT = _pattern(
    r"\(?(?:photo|image|picture|pic|photograph|foto|bild|credit|image credit|image source|photo credit|quelle|crédit|фото|사진|写真|图|圖|图片)s?"
    r"(?: by| von| de)?\s?[:/=|©].{0,120}",
    r".{0,300}\((?:(?:photo|image|picture|foto|file|ap photo)\b[^()]{0,60}|[^()]{0,40}/(?:ap|afp|getty images|reuters|epa|dpa|shutterstock|imago)[^()]{0,20}"
    r"|ap|afp|getty images|reuters|archivbild|symbolbild|archiv)\)",
    r".{0,160}\s(?:foto|photo|bild|credit): .{2,60}|[^.!?]{2,60}[/|] ?(?:ap|afp|getty images|reuters|epa|dpa|shutterstock|imago)",
)
#: Behind these the article is over: subjects, sharing, the author's life, and readers' words.
END_OF_ARTICLE = _pattern(
    r"(?:\d+ )?(?:(?:reader |user |your )?comments?|kommentare?|commentaires?|comentarios|comentários|commenti|reacties|комментарии|komentarze|ergänzungen|댓글"
    r"|コメント|评论|評論|تعليقات)(?: ?\(?\d+\)?)?:?",
    r"(?:leave|post|add|write) a (?:comment|reply)|leave your comment|join the (?:conversation|discussion)|schreiben sie einen kommentar",
    r"laisser un commentaire|deja (?:un|tu) comentario|about (?:the author|this author|the authors?)|über (?:den|die) autor(?:in|:in|\*in)?s?",
    r"(?:tags?|topics|filed under|categor(?:y|ies)|related tags|keywords|schlagw[oö]rter?.{0,25}|schlagworte|stichworte|themen|kategorien?|mots-clés|sujets"
    r"|etiquetas|temas|palavras-chave|теги|метки|tagi|태그|标签|タグ)(?:: ?.{0,200})?",
    r"inhaltlichen fehler melden|fehler melden|dieses thema im programm|artikel verschenken|kommentar melden",
)

#: Whole texts that servers send instead of a page.
NOT_FOUND = _pattern(
    r"(?:error ?:? ?)?404\b.{0,120}|not found|410 gone.{0,80}",
    r".{0,60}\b(?:page|file|article|object|document|url) (?:was |is |could |can )?(?:not |cannot be |could not be )(?:be )?found\b.{0,120}",
    r".{0,40}seite (?:wurde )?(?:leider )?nicht gefunden.{0,80}|.{0,40}page (?:introuvable|non trouvée|no encontrada).{0,80}",
    r"página no (?:encontrada|existe).{0,80}|.{0,40}страница не (?:найдена|существует).{0,80}",
    r".{0,30}(?:페이지를 찾을 수 없습니다|页面不存在|ページが見つかりません).{0,40}",
)
SERVER_ERROR = _pattern(
    r"(?:error ?:? ?|http ?)?(?:400|401|403|405|408|429|50[0-4]|52\d)(?:\W+(?:error|bad|forbidden|service|internal|server|gateway|request|too|unauthorized|method"
    r"|access|timeout|web|http)\b.{0,200})?",
    r"(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|access denied|forbidden|too many requests|bad request"
    r"|unauthorized|request timeout|(?:the )?(?:service|server) is (?:temporarily )?(?:unavailable|unable).{0,80}"
    r"|error establishing a database connection)\b.{0,300}",
)
