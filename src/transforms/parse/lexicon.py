"""Words of page furniture, as data: what heads a list of other articles, opens a byline, or is no part of any article."""

from __future__ import annotations

import re

#: Headings that name whose articles follow. `name` is the outlet where it is no generic word.
OUTLET_HEADING = re.compile(
    r"(?:(?:read |see |load )?more|latest|recent|also|other)(?: (?:news|stories|articles|headlines|posts|coverage|reports))? (?:from|at|in|by|on) (?P<en>.+)"
    r"|(?:mehr|neues|aktuelles|weitere (?:artikel|meldungen|nachrichten)|mehr (?:artikel|nachrichten)) (?:von|aus|bei) (?P<de>.+)"
    r"|(?:plus (?:d'articles |d'infos |d'actualités )?|autres articles |à lire aussi sur )(?:de |du |des |d'|sur )?(?P<fr>(?<= ).+)"
    r"|(?:más|últimas noticias|más noticias|más artículos|lo último) (?:de|en|desde) (?P<es>.+)"
    r"|(?:mais|mais notícias|últimas notícias|últimas) (?:de|do|da|em) (?P<pt>.+)"
    r"|(?:altro|altre notizie|altri articoli|ultime notizie) (?:da|di|su) (?P<it>.+)"
    r"|(?:meer|meer nieuws|meer artikelen) (?:van|uit|over) (?P<nl>.+)"
    r"|(?:ещё|еще|больше|больше новостей|другие материалы|другие новости) (?:от|на|из) (?P<ru>.+)"
    r"|(?:więcej|więcej z|najnowsze) (?:od|z|w) (?P<pl>.+)"
    r"|(?:mer|mere|fler artiklar|flere saker|flere artikler) (?:från|fra) (?P<no>.+)"
    r"|(?:المزيد من|أخبار أخرى من) (?P<ar>.+)", re.IGNORECASE)
#: Names that a heading gives to no outlet: the site itself, authors, sections.
GENERIC_NAMES = frozenset(
    ["us", "our", "partners", "our", "sponsors", "our", "network", "our", "site", "our", "other", "sites", "this", "author", "this", "writer", "the", "author", "the", "web", "around", "the", "web", "the", "internet", "this", "section", "this", "category", "this", "topic", "this", "series", "this", "site", "this", "story", "the", "archive", "archives", "home", "news", "local", "news", "world", "news", "world", "sport", "sports", "business", "politics", "opinion", "opinions", "entertainment", "culture", "life", "lifestyle", "style", "tech", "technology", "science", "health", "travel", "food", "money", "finance", "economy", "video", "videos", "photos", "features", "columns", "editorial", "editorials", "national", "international", "region", "nation", "local", "asia", "europe", "africa", "america", "americas", "middle", "east", "australia", "uk", "us", "usa", "u.s.", "weather", "today", "yesterday", "this", "week", "author", "uns", "unseren", "partnern", "dem", "web", "dieser", "rubrik", "diesem", "autor", "politik", "wirtschaft", "kultur", "wissen", "panorama", "nous", "nos", "partenaires", "cet", "auteur", "cette", "rubrique", "la", "rédaction", "politique", "économie", "société", "monde", "nosotros", "este", "autor", "esta", "sección", "deportes", "economía", "mundo", "política", "nós", "este", "autor", "esporte", "esportes", "mundo"]
) | frozenset((
    "our partners", "our sponsors", "our network", "our site", "our other sites", "this author", "this writer", "the author", "the web",
    "around the web", "the internet", "this section", "this category", "this topic", "this series", "this site", "this story", "the archive",
    "the archives", "local news", "world news", "middle east", "the world", "the blog", "our blog", "the newsroom", "our newsroom", "this week",
    "this issue", "same author", "the same author", "this reporter", "unseren partnern", "dem web", "dieser rubrik", "diesem autor",
    "nos partenaires", "cet auteur", "cette rubrique", "la rédaction", "este autor", "esta sección"))

#: Headings of lists of other articles, whole lines, folded.
LIST_HEADINGS = frozenset(
    line.strip() for line in """
more articles|more stories|more news|more headlines|more to read|more reading|more like this|more on this|more on this story|more on this topic|more for you
related|related articles|related stories|related news|related content|related posts|related topics|related links|related coverage|related reading|related items
read more|read next|read also|also read|see also|up next|next up|next article|keep reading|continue reading|further reading|read this next|what to read next
latest|latest news|latest stories|latest articles|latest headlines|latest posts|recent news|recent posts|recent articles|recent stories|other news|other stories|other articles
most read|most popular|most viewed|most shared|most commented|popular|popular news|popular stories|popular articles|popular posts|popular now|trending|trending now|trending stories|trending articles
top stories|top news|top headlines|top articles|today's top stories|editors' picks|editor's picks|editor's choice|editor's pick|must read|must reads|don't miss|featured|featured stories|featured articles|featured posts|highlights|in case you missed it
recommended|recommended for you|recommended articles|recommended stories|recommended reading|you may like|you may also like|you might like|you might also like|you might be interested in|you may also be interested in|suggested for you|suggested articles|from around the web|around the web|from the web|promoted stories|sponsored stories|sponsored content|from our partners|stories for you|you may have missed|in other news|elsewhere|news in brief
mehr zum thema|zum thema|lesen sie auch|auch interessant|das könnte sie auch interessieren|das könnte sie interessieren|mehr artikel|weitere artikel|weitere themen|weitere meldungen|weitere nachrichten|ähnliche artikel|verwandte artikel|verwandte themen|meistgelesen|meistgelesene artikel|meist gelesen|top-themen|aktuelle nachrichten|neueste artikel|neueste nachrichten|empfehlungen|empfohlen|mehr lesen|mehr aus dem ressort|mehr aus|mehr von|passend dazu|topstories
à lire aussi|lire aussi|à lire également|sur le même sujet|dans la même rubrique|articles liés|articles similaires|les plus lus|le plus lu|dernières nouvelles|dernières actualités|à la une|nos autres articles|autres articles|vous aimerez aussi|plus d'articles|à découvrir|nos derniers articles
te puede interesar|también te puede interesar|le puede interesar|lea también|lee también|noticias relacionadas|artículos relacionados|más noticias|más artículos|lo más leído|lo más visto|más leídas|últimas noticias|otras noticias|recomendados|relacionados|relacionadas|ver más
leia também|leia mais|veja também|notícias relacionadas|mais lidas|mais lidos|últimas notícias|mais notícias|artigos relacionados|relacionadas|recomendadas|saiba mais
leggi anche|articoli correlati|notizie correlate|i più letti|più letti|ultime notizie|altre notizie|potrebbe interessarti|potrebbe interessarti anche
lees ook|lees meer|meer nieuws|meest gelezen|gerelateerde artikelen|laatste nieuws|aanbevolen|les også|mer om|mest lest|relaterte artikler|läs också|läs mer|läs även|mest läst|relaterat|senaste nytt|læs også|mest læste|lue myös|lue lisää|luetuimmat|uusimmat
читайте также|читать также|по теме|материалы по теме|другие новости|последние новости|главные новости|популярное|самое читаемое|похожие статьи|похожие материалы|новости по теме|ещё по теме|рекомендуем|читайте ещё|лента новостей|новости партнёров|новости партнеров|смотрите также|ещё новости|читайте також|останні новини|новини по темі|вам може сподобатися
czytaj także|czytaj też|zobacz także|zobacz też|powiązane artykuły|najczęściej czytane|najnowsze|polecane|přečtěte si také|související články|nejčtenější|súvisiace články|najčítanejšie|související|kapcsolódó cikkek|legolvasottabb|citește și|citiți și|articole similare|știri similare|ilgili haberler|son haberler|benzer haberler|en çok okunanlar|çok okunanlar|διαβάστε επίσης|σχετικά άρθρα|δημοφιλή
اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضاً|أخبار ذات صلة|مواضيع ذات صلة|مقالات ذات صلة|الأكثر قراءة|آخر الأخبار|المزيد|أخبار متعلقة|مواضيع متعلقة|كما قد يعجبك|اخبار مرتبط|مطالب مرتبط|پربازدیدترین|קרא עוד|כתבות נוספות|עוד בנושא|הנקראות ביותר
相关新闻|相关阅读|相关报道|相关文章|相关链接|延伸阅读|推荐阅读|更多新闻|热门新闻|最新新闻|热点新闻|猜你喜欢|相關新聞|相關報導|相關文章|延伸閱讀|推薦閱讀|熱門新聞|最新消息|更多新聞|你可能也喜歡|热门推荐|今日热点|新闻排行|点击排行
関連記事|関連ニュース|あわせて読みたい|おすすめ記事|人気記事|最新記事|最新ニュース|アクセスランキング|こちらもおすすめ|関連リンク|新着記事|もっと読む|ランキング
관련기사|관련 기사|관련뉴스|관련 뉴스|많이 본 뉴스|많이 본 기사|최신기사|최신 기사|최신뉴스|인기기사|인기 기사|추천기사|추천 뉴스|주요기사|주요뉴스|다른기사|더보기|이 시각 주요뉴스|함께 보면 좋은 기사|다른 기사 보기
संबंधित खबरें|ये भी पढ़ें|और पढ़ें|berita terkait|baca juga|berita terpopuler|terpopuler|berita lainnya|artikel terkait|tin liên quan|tin cùng chuyên mục|đọc thêm|xem thêm|tin mới nhất|ข่าวที่เกี่ยวข้อง|soma zaidi
""".replace("\n", "|").split("|") if line.strip())
#: English builds such headings freely: `Most popular sports stories`.
LIST_HEADING_SHAPE = re.compile(
    r"(?:more|related|recent|latest|popular|recommended|other|top|trending|most (?:read|popular|viewed|shared|commented|recent))(?: [\w'&-]+){0,3} "
    r"(?:articles?|stories|news|posts|headlines|reads?|coverage|reports|videos|content)(?: (?:today|this week|now|for you))?")

#: What opens a byline, before a name.
BYLINE = re.compile(
    r"(?:(?:written |reported |posted |words |text |story |article |report |photos? |opinion |analysis )?by:?|von:?|par:?|por:?|di|da|door:?|af|av|autor(?:in)?:?|author:?|reporter:?|"
    r"auteur:?|autore:?|redaktion:?|text:|texte:?|texto:|автор:?|текст:|tekst:|napsal:?|autori:|shkruar nga|yazan:|کاتب:|بقلم:?|كتب:?|كتبت:?|מאת:?|"
    r"文[/／:：|]|作者[:：]?|记者[:：]?|記者[:：]?|撰文[:：]|责任编辑[:：]|글[:=/]|기자[:=])\s*(?P<name>\S.{1,99})", re.IGNORECASE)
#: What closes a line that is a byline in languages that put the office behind the name.
BYLINE_TAIL = re.compile(r"[\w·.\s/()\[\]-]{2,30}(?:기자|특파원|記者|记者|特派员)(?:\s*[=:]?\s*[\w.+-]+@[\w.-]+)?")

#: Lines, folded, that are buttons and labels of pages and never prose.
CHROME_LINES = frozenset(
    line.strip() for line in """
share|share this|share this article|share this story|share article|share on facebook|share on twitter|tweet|print|email|copy link|link copied|comment|comments|leave a comment|post a comment|add a comment|no comments|view comments|show comments
subscribe|subscribe now|sign in|sign up|log in|login|register|logout|log out|my account|menu|search|home|close|skip to content|skip to main content|back to top|top|next|previous|prev|load more|show more|see more|view more|read more|continue|click here|advertisement|advertisment|ad|ads|sponsored|promoted
newsletter|newsletters|follow|follow us|contact|contact us|about|about us|terms|terms of use|terms of service|privacy|privacy policy|cookie policy|cookies|sitemap|site map|rss|facebook|twitter|instagram|youtube|linkedin|pinterest|reddit|whatsapp|telegram|tumblr|x|loading|loading...|image|image source|photo|video|gallery|tags|topics|support us|donate|accept|accept all|decline|ok|yes|no|cancel|submit|send|save|listen|watch live|live
anzeige|werbung|teilen|drucken|kommentare|kommentar schreiben|anmelden|abmelden|suche|menü|startseite|schließen|mehr|merken|impressum|datenschutz|zur startseite|abonnieren|publicité|partager|imprimer|commentaires|s'abonner|se connecter|accueil|rechercher|fermer|mentions légales|publicidad|compartir|imprimir|comentarios|suscríbete|iniciar sesión|inicio|buscar|cerrar|publicidade|compartilhar|comentários|assine|entrar|pubblicità|condividi|stampa|commenti|abbonati|accedi|advertentie|delen|реклама|поделиться|комментарии|войти|поиск|подписаться|главная|reklama|udostępnij|komentarze|annons|dela|annonse|del|광고|공유|인쇄|댓글|로그인|구독|검색|기사공유|広告|共有|ログイン|検索|印刷|シェア|广告|分享|打印|登录|注册|搜索|首页|评论|إعلان|مشاركة|طباعة|تعليقات|تسجيل الدخول|بحث|الرئيسية
""".replace("\n", "|").split("|") if line.strip())
#: Sentences that sites say of themselves: cookies, rights, subscriptions. Searched in folded lines.
CHROME_SENTENCE = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b.{0,40}(?:19|20)\d\d|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|todos os direitos|tutti i diritti|"
    r"все права защищены|版权所有|版權所有|無断転載|무단\s?전재|جميع الحقوق|"
    r"\b(?:use|uses|using|accept|our|these|all|of) cookies\b|\bcookie (?:policy|settings|preferences|notice)|privacy (?:policy|notice)|terms (?:of|and|&) (?:use|service|conditions)|"
    r"cookies? (?:zu|verwenden|akzeptieren|para|pour|et )|datenschutzerklärung|politique de confidentialité|política de (?:privacidad|privacidade|cookies)|"
    r"(?:sign up|subscribe|register) (?:for|to|now|today|here)\b.{0,60}(?:newsletter|email|e-mail|alerts|updates|access|inbox|unlimited)|(?:daily|weekly|our|free) (?:email )?newsletter|"
    r"newsletter (?:abonnieren|anmelden|bestellen)|please enable javascript|your browser (?:does not|is)|javascript (?:is|must be)|\bad ?blocker|"
    r"already (?:a subscriber|have an account|registered)|log in to|sign in to|create an account|forgot (?:your )?password|reset your password|unsubscribe|"
    r"follow us on|like us on facebook|download (?:the|our) app|click here to|share this (?:article|story)|this (?:site|website) uses|affiliate (?:links|commission)|"
    r"(?:e-?mail|mail) address will not be published|required fields are marked|comments? (?:are|is) (?:closed|moderated|disabled)|cet article est réservé|réservé aux abonnés")
#: Photo credits and captions that close with one.
CREDIT = re.compile(
    r"\(?(?:photo|image|picture|pic|photograph|foto|fotos|bild|photos|credit|image credit|image source|photo credit|quelle|crédit|фото|사진|写真|图|圖|图片)s?(?: by| von| de)?\s?[:/=|©].{0,120}"
    r"|.{0,200}\((?:(?:photo|image|picture|foto|file|ap photo)\b[^()]{0,60}|[^()]{0,40}/(?:ap|afp|getty images|reuters|epa|dpa|shutterstock|imago)[^()]{0,20}|ap|afp|getty images|reuters)\)", re.IGNORECASE)
#: Behind these the article is over: readers speak, not the paper.
COMMENT_HEADING = re.compile(
    r"(?:\d+ )?(?:(?:reader |user |your )?comments?|kommentare?|commentaires?|comentarios|comentários|commenti|reacties|комментарии|komentarze|댓글|コメント|评论|評論|تعليقات)(?: ?\(?\d+\)?)?:?"
    r"|(?:leave|post|add|write) a (?:comment|reply)|leave your comment|join the (?:conversation|discussion)|schreiben sie einen kommentar|laisser un commentaire|deja (?:un|tu) comentario|about the author")

#: Whole texts that servers send instead of a page.
NOT_FOUND = re.compile(
    r"(?:error ?:? ?)?404\b.{0,120}|.{0,60}\b(?:page|file|article|object|document|url) (?:was |is |could |can )?(?:not |cannot be |could not be )(?:be )?found\b.{0,120}|not found"
    r"|.{0,40}seite (?:wurde )?(?:leider )?nicht gefunden.{0,80}|.{0,40}page (?:introuvable|non trouvée|no encontrada).{0,80}|página no (?:encontrada|existe).{0,80}"
    r"|.{0,40}страница не (?:найдена|существует).{0,80}|410 gone.{0,80}|.{0,30}(?:페이지를 찾을 수 없습니다|页面不存在|ページが見つかりません).{0,40}", re.DOTALL)
SERVER_ERROR = re.compile(
    r"(?:error ?:? ?|http ?)?(?:400|401|403|405|408|429|50[0-4]|52\d)\b.{0,200}|(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|access denied|forbidden|too many requests|"
    r"bad request|unauthorized|request timeout|(?:the )?(?:service|server) is (?:temporarily )?(?:unavailable|unable).{0,80}|error establishing a database connection)\b.{0,300}", re.DOTALL)
