"""Headings over lists of other articles, and the outlets that such headings name."""

from __future__ import annotations

import re

from transforms.words.patterns import any_form, phrase_set

_FLAGS = re.IGNORECASE | re.DOTALL

#: Headings that name whose articles follow. The group is the outlet where it is no generic word.
OUTLET_HEADING = any_form(
    {
        "en": (
            r"(?:(?:read |see |load )?more|latest|recent|also|other)"
            r"(?: (?:news|stories|articles|headlines|posts|coverage|reports))?"
            r" (?:from|at|in|by|on) (.+)",
        ),
        "de": (
            r"(?:mehr|neues|aktuelles|weitere (?:artikel|meldungen|nachrichten)"
            r"|mehr (?:artikel|nachrichten|news)) (?:von|aus|bei) (.+)",
        ),
        "fr": (
            r"(?:plus|plus d'articles|plus d'infos|plus d'actualités|autres articles"
            r"|les derniers articles) (?:de |du |des |d'|sur )(.+)",
        ),
        "es": (
            r"(?:más|últimas noticias|más noticias|más artículos|lo último)"
            r" (?:de|en|desde) (.+)",
        ),
        "pt": (r"(?:mais|mais notícias|últimas notícias|últimas) (?:de|do|da|em) (.+)",),
        "it": (r"(?:altro|altre notizie|altri articoli|ultime notizie) (?:da|di|su) (.+)",),
        "nl": (r"(?:meer|meer nieuws|meer artikelen) (?:van|uit|over) (.+)",),
        "ru": (
            r"(?:ещё|еще|больше|больше новостей|другие материалы|другие новости)"
            r" (?:от|на|из) (.+)",
        ),
        "pl": (r"(?:więcej|najnowsze) (?:od|z|w) (.+)",),
        "sv da no": (r"(?:mer|mere|fler artiklar|flere saker|flere artikler) (?:från|fra) (.+)",),
        "ar": (r"(?:المزيد من|أخبار أخرى من) (.+)",),
    },
    _FLAGS,
)
#: Openings of such headings that name a place or a subject: `More in Sport`, `Other news on taxes`.
SUBJECT_HEADING = any_form(
    {
        "en": (r"(?:(?:read |see |load )?more|latest|recent|also|other)(?: \w+)? (?:in|by|on) ",),
        "nl de": (r"(?:meer.*|mehr.*) (?:over|über) ",),
        "it": (r"altr.* su ",),
        "fr": (r"autres articles sur ",),
    }
)
#: Names that a heading gives to no outlet: the site itself, authors, sections.
GENERIC_NAMES = phrase_set(
    {
        "en": """
            us|our partners|our sponsors|our network|our site|our other sites|this author
            this writer|the author|author|same author|the same author|this reporter|the web|web
            around the web|the internet|this section|this category|this topic|this series
            this site|this story|this issue|this week|the archive|the archives|archives|home|news
            local news|world news|world|the world|sport|sports|business|politics|opinion|opinions
            entertainment|culture|life|lifestyle|style|tech|technology|science|health|travel|food
            money|finance|economy|video|videos|photos|features|columns|editorial|editorials
            national|international|region|nation|local|asia|europe|africa|america|americas
            middle east|the middle east|australia|uk|usa|u.s.|the us|weather|today|yesterday|blog
            our blog|newsroom|our newsroom|internet|archive|staff|contributors|shop|our shop
            shopping
        """,
        "de": """
            uns|unseren partnern|dem web|dieser rubrik|diesem autor|dem ressort|der region|politik
            wirtschaft|kultur|wissen|panorama|deutschland
        """,
        "fr": """
            nous|nos partenaires|cet auteur|cette rubrique|la rédaction|politique|économie|société
            monde|culture
        """,
        "es": "nosotros|este autor|esta sección|deportes|economía|mundo|política",
        "pt": "nós|este autor|esta seção|esporte|esportes",
    }
)

#: Headings of lists of other articles, whole lines, folded.
LIST_HEADINGS = phrase_set(
    {
        "en": """
            more articles|more stories|more news|more headlines|more to read|more reading
            more like this|more on this|more on this story|more on this topic|more for you|related
            related articles|related stories|related news|related content|related posts
            related topics|related links|related coverage|related reading|related items|read more
            read next|read also|also read|see also|up next|next up|next article|keep reading
            continue reading|further reading|read this next|what to read next|latest|latest news
            latest stories|latest articles|latest headlines|latest posts|recent news|recent posts
            recent articles|recent stories|other news|other stories|other articles|most read
            most popular|most viewed|most shared|most commented|popular|popular news
            popular stories|popular articles|popular posts|popular now|trending|trending now
            trending stories|trending articles|top stories|top news|top headlines|top articles
            today's top stories|editors' picks|editor's picks|editor's choice|editor's pick
            must read|must reads|don't miss|featured|featured stories|featured articles
            featured posts|highlights|in case you missed it|recommended|recommended for you
            recommended articles|recommended stories|recommended reading|you may like
            you may also like|you might like|you might also like|you might be interested in
            you may also be interested in|suggested for you|suggested articles|from around the web
            around the web|from the web|promoted stories|sponsored stories|sponsored content
            from our partners|stories for you|you may have missed|in other news|elsewhere
            news in brief
        """,
        "de": """
            mehr zum thema|zum thema|lesen sie auch|lest auch|lies auch|auch interessant
            das könnte sie auch interessieren|das könnte sie interessieren|mehr artikel
            das könnte dich auch interessieren|weitere artikel|weitere themen|weitere meldungen
            weitere nachrichten|ähnliche artikel|verwandte artikel|verwandte themen|meistgelesen
            meistgelesene artikel|meist gelesen|top-themen|aktuelle nachrichten|neueste artikel
            neueste nachrichten|neueste beiträge|empfehlungen|empfohlen|mehr lesen
            mehr aus dem ressort|mehr aus|mehr von|passend dazu|topstories|weiterlesen
            meistkommentiert
        """,
        "fr": """
            à lire aussi|lire aussi|à lire également|sur le même sujet|dans la même rubrique
            articles liés|articles similaires|les plus lus|le plus lu|dernières nouvelles
            dernières actualités|à la une|nos autres articles|autres articles|vous aimerez aussi
            plus d'articles|à découvrir|nos derniers articles
        """,
        "es": """
            te puede interesar|también te puede interesar|le puede interesar|lea también
            lee también|noticias relacionadas|artículos relacionados|más noticias|más artículos
            lo más leído|lo más visto|más leídas|últimas noticias|otras noticias|recomendados
            relacionados|relacionadas|ver más
        """,
        "pt": """
            leia também|leia mais|veja também|notícias relacionadas|mais lidas|mais lidos
            últimas notícias|mais notícias|artigos relacionados|recomendadas|saiba mais
        """,
        "it": """
            leggi anche|articoli correlati|notizie correlate|i più letti|più letti|ultime notizie
            altre notizie|potrebbe interessarti|potrebbe interessarti anche
        """,
        "nl": """
            lees ook|lees meer|meer nieuws|meest gelezen|gerelateerde artikelen|laatste nieuws
            aanbevolen
        """,
        "no": "les også|mer om|mest lest|relaterte artikler",
        "sv": "läs också|läs mer|läs även|mest läst|relaterat|senaste nytt",
        "da": "læs også|mest læste",
        "fi": "lue myös|lue lisää|luetuimmat|uusimmat",
        "ru": """
            читайте также|читать также|по теме|материалы по теме|другие новости|последние новости
            главные новости|популярное|самое читаемое|похожие статьи|похожие материалы
            новости по теме|ещё по теме|рекомендуем|читайте ещё|лента новостей|новости партнёров
            новости партнеров|смотрите также|ещё новости
        """,
        "uk": "читайте також|останні новини|новини по темі|вам може сподобатися",
        "pl": """
            czytaj także|czytaj też|zobacz także|zobacz też|powiązane artykuły|najczęściej czytane
            najnowsze|polecane
        """,
        "cs": "přečtěte si také|související články|nejčtenější|související",
        "sk": "súvisiace články|najčítanejšie",
        "hu": "kapcsolódó cikkek|legolvasottabb",
        "ro": "citește și|citiți și|articole similare|știri similare",
        "tr": """
            ilgili haberler|son haberler|benzer haberler|en çok okunanlar|çok okunanlar
        """,
        "el": "διαβάστε επίσης|σχετικά άρθρα|δημοφιλή",
        "ar": """
            اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضاً|أخبار ذات صلة|مواضيع ذات صلة|مقالات ذات صلة
            الأكثر قراءة|آخر الأخبار|المزيد|أخبار متعلقة|مواضيع متعلقة|قد يعجبك أيضا
        """,
        "fa": "اخبار مرتبط|مطالب مرتبط|پربازدیدترین",
        "he": "קרא עוד|כתבות נוספות|עוד בנושא|הנקראות ביותר",
        "zh": """
            相关新闻|相关阅读|相关报道|相关文章|相关链接|延伸阅读|推荐阅读|更多新闻|热门新闻
            最新新闻|热点新闻|猜你喜欢|相關新聞|相關報導|相關文章|延伸閱讀|推薦閱讀|熱門新聞
            最新消息|更多新聞|你可能也喜歡|热门推荐|今日热点|新闻排行|点击排行
        """,
        "ja": """
            関連記事|関連ニュース|あわせて読みたい|おすすめ記事|人気記事|最新記事|最新ニュース
            アクセスランキング|こちらもおすすめ|関連リンク|新着記事|もっと読む|ランキング
        """,
        "ko": """
            관련기사|관련 기사|관련뉴스|관련 뉴스|많이 본 뉴스|많이 본 기사|최신기사|최신 기사
            최신뉴스|인기기사|인기 기사|추천기사|추천 뉴스|주요기사|주요뉴스|다른기사|더보기
            이 시각 주요뉴스|함께 보면 좋은 기사|다른 기사 보기
        """,
        "hi": "संबंधित खबरें|ये भी पढ़ें|और पढ़ें",
        "id": """
            berita terkait|baca juga|berita terpopuler|terpopuler|berita lainnya|artikel terkait
        """,
        "vi": "tin liên quan|tin cùng chuyên mục|đọc thêm|xem thêm|tin mới nhất",
        "th": "ข่าวที่เกี่ยวข้อง",
        "sw": "soma zaidi",
    }
)
#: Such headings are built freely: `Most popular sports stories`, `Mehr zum Thema Hitze`.
LIST_HEADING_SHAPE = any_form(
    {
        "en": (
            r"(?:more|related|recent|latest|popular|recommended|other|top|trending"
            r"|most (?:read|popular|viewed|shared|commented|recent))(?: [\w'&-]+){0,3} "
            r"(?:articles?|stories|news|posts|headlines|reads?|coverage|reports|videos|content)"
            r"(?: (?:today|this week|now|for you))?",
            r"story timeline",
            r"must reads?(?: [\w'&-]+){1,4}",
        ),
        "en de": (r"(?:more|mehr) (?:on|about|zu|zum thema|über)(?: [\w'&-]+){1,4}",),
        "de": (
            r"(?:weitere|ähnliche|verwandte|neueste|beliebte|aktuelle|meistgelesene)"
            r" (?:artikel|beiträge|themen|meldungen|nachrichten|texte)(?: zum thema)?",
            r"aus dem ressort",
        ),
        "pt": (r"(?:artigos|notícias|matérias|posts) (?:populares|relacionad[ao]s|recentes)",),
        "es": (r"(?:artículos|noticias|entradas) (?:populares|recientes|destacadas)",),
        "fr": (r"articles? (?:populaires|récents)",),
        "it": (r"(?:articoli|notizie) (?:popolari|recenti)",),
        "ko": (r"(?:[\w-]+ )?주요\s?뉴스", r"많이 본 \w+"),
    },
    _FLAGS,
)
