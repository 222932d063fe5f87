"""What stands behind an article or interrupts it: marks of its end, rights, addresses, appeals."""

from __future__ import annotations

import re
from itertools import chain

from transforms.words.patterns import HintedPattern, any_form, either, phrase_set

_FLAGS = re.IGNORECASE | re.DOTALL
#: A line that only says that the text goes on behind an advertisement.
CONTINUED = any_form(
    {
        "en": (
            r"(?:the )?(?:article|story|text|content) continues (?:below|after|under)\b.{0,40}",
            r"(?:scroll (?:down )?|keep scrolling )to (?:continue|keep)\b.{0,30}",
            r"continue reading (?:the main story|below|after).{0,30}",
        ),
        "de": (
            r"(?:der )?(?:artikel|text|beitrag) (?:geht|wird) (?:nach|unter|hinter) der (?:anzeige|"
            r"werbung) (?:weiter|fortgesetzt)",
            r"nach der (?:anzeige|werbung) (?:geht es|weiterlesen).{0,20}",
        ),
        "fr": (r"la suite (?:après|de l'article après) (?:cette|la) publicité",),
        "es": (
            r"(?:el )?artículo continúa (?:debajo|después|tras).{0,30}",
            r"sigue leyendo (?:debajo|después).{0,30}",
        ),
        "pt": (r"continua (?:depois|após) (?:da|a) publicidade",),
        "it": (r"(?:l')?articolo continua (?:dopo|sotto).{0,30}",),
        "nl": (r"(?:het )?artikel gaat verder onder (?:de )?advertentie",),
        "sv no": (r"artikk?el(?:n|en) fort(?:sätter|setter) under (?:annonsen|bildet).{0,10}",),
        "da": (r"artiklen fortsætter (?:efter|under) annoncen",),
        "pl": (
            r"(?:dalszy ciąg|ciąg dalszy|dalsza część) (?:artykułu |tekstu )?"
            r"(?:pod|poniżej).{0,30}",
            r"(?:poniżej )?dalsz[ay] (?:część|ciąg) (?:artykułu|tekstu)(?: pod.{0,30})?",
        ),
        "cs": (r"(?:článek|text) pokračuje pod (?:reklamou|videem|obrázkem).{0,20}",),
        "hu": (r"a cikk (?:a hirdetés után|az ajánló után|lejjebb) folytatódik",),
        "fi": (r"(?:juttu|artikkeli) jatkuu (?:mainoksen|kuvan|videon) (?:jälkeen|alla)",),
        "el": (r"(?:το άρθρο )?συνεχίζεται (?:μετά τη διαφήμιση|παρακάτω)",),
        "ro": (r"articolul continu[ăa] (?:după|mai jos).{0,20}",),
        "uk": (r"продовження (?:статті )?(?:нижче|після реклами)",),
        "ko": (r"(?:기사는 )?광고 (?:뒤|아래)에 계속됩니다",),
        "ru": (r"продолжение (?:статьи )?(?:ниже|после рекламы)",),
        "tr": (r"haberin devamı (?:aşağıda|reklamdan sonra).{0,10}",),
        "ja": (r"(?:記事は)?広告の(?:後|下)に続(?:く|きます)",),
    },
    _FLAGS,
)
#: A line that only says that what stands below or beside it is an advertisement, folded.
ADVERTISEMENT = phrase_set(
    {
        "en": "advertisement|advertising|ad|sponsored content|paid advertisement",
        "de": "anzeige|werbung",
        "fr": "publicité|annonce publicitaire",
        "es": "publicidad|anuncio",
        "pt": "publicidade|anúncio",
        "it": "pubblicità|annuncio pubblicitario",
        "nl sv da no": "advertentie|annons|annonse|annonce|reklam|reklame",
        "fi et": "mainos|reklaam",
        "pl cs sk hu ro": "reklama|hirdetés|publicitate",
        "ru uk bg": "реклама",
        "el": "διαφήμιση",
        "tr id ms": "reklam|iklan",
        "ar fa he": "إعلان|اعلان|تبلیغات|פרסומת",
        "hi": "विज्ञापन",
        "th vi": "โฆษณา|quảng cáo",
        "zh ja ko": "广告|廣告|広告|광고",
    }
)
#: What players of films say to those who do not see them, folded, as the commonest one (video.js)
#: words it in its languages.
PLAYER = any_form(
    {
        "en": (
            r"this is a modal window(?:\. this modal can .{0,80})?",
            r"this modal can be closed by pressing the escape key.{0,50}",
            r"(?:beginning|end) of dialog window(?:\. escape will .{0,40})?",
            r"the media could not be loaded,? either because .{0,100}",
            r"the media playback was aborted due to .{0,120}",
            r"no compatible source was found for this (?:media|video)",
            r"video player is loading",
            r"(?:current time|duration|remaining time|loaded):?\W{0,3}\d[\d:.]*%?",
            r"(?:stream type live|seek to live,? currently .{0,30})",
            r"(?:captions|descriptions|subtitles) off,? ?(?:selected)?",
            r"(?:captions|descriptions|subtitles) settings(?:, opens .{0,40})?",
            r"(?:reset )?restore all settings to the default values(?: ?done)?",
            r"to view this video please enable javascript\b.{0,120}",
            r"your browser does not support (?:the |html5 ?)?(?:video|audio)(?: tag| element)?",
            r"this video file cannot be played\W{0,2}(?:\(?error code.{0,20})?",
            r"this video is either unavailable or not supported.{0,40}",
        ),
        "de": (
            r"(?:dies|das) ist ein modales fenster(?:\. .{0,100})?",
            r"(?:anfang|ende) des dialogfensters(?:\. esc.{0,60})?",
        ),
        "fr": (
            r"ceci est une fenêtre modale(?:\. .{0,100})?",
            r"(?:début|fin) de la fenêtre de dialogue(?:\. .{0,80})?",
        ),
        "es": (
            r"esta es una ventana modal(?:\. .{0,100})?",
            r"(?:inicio|fin) de la ventana de diálogo(?:\. .{0,80})?",
        ),
        "pt": (
            r"isso é uma janela[- ]modal(?:\. .{0,100})?",
            r"(?:início|fim) da janela de diálogo(?:\. .{0,80})?",
        ),
        "it": (
            r"(?:questa è|si tratta di) una finestra modale(?:\. .{0,100})?",
            r"(?:inizio|fine) della finestra di dialogo(?:\. .{0,80})?",
        ),
        "nl": (
            r"dit is een modaal venster(?:\. .{0,100})?",
            r"(?:begin|einde) van dialoogvenster(?:\. .{0,80})?",
        ),
        "ru": (
            r"это модальное окно(?:\. .{0,100})?",
            r"(?:начало|конец) диалогового окна(?:\. .{0,80})?",
        ),
    },
    _FLAGS,
)
#: A line that only says that the text is over, or who answers for it.
END_MARK = any_form(
    {
        "any": (
            r"[-–—#*(\[]{1,3} ?(?:end|ends|enditem|fin|ende|0|30) ?[-–—#*)\]]{1,3}",
            r"[(（【]?(?:完|終わり|おわり|끝)[)）】]?",
            r"[#*]{3,}",
        ),
        "zh": (
            r"[(（【\[]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|校对|审核|来源)[:：]?.{0,40}",
            r"(?:版权声明|版權聲明|免责声明|免責聲明).{0,300}",
        ),
        "ko": (r".{0,80}무단\s?(?:전재|복제|배포).{0,60}",),
        "ja": (r".{0,60}無断(?:転載|複製).{0,30}",),
        "en": (
            r"(?:this site is )?best viewed (?:with|in|at|on) .{0,80}",
            r".{0,60}all rights reserved\.?.{0,120}",
            r"(?:copyright|©|\(c\)) ?(?:19|20)\d\d.{0,160}",
            r"a version of this (?:article|story|column|review|obituary) "
            r"(?:appears|appeared|will appear|first appeared|originally appeared)\b.{0,200}",
        ),
    },
    _FLAGS,
)
#: A short line with the address of whoever wrote it.
CONTACT = re.compile(r"(?:[^@\n]{0,40}[\s(<:/|])?[\w.+-]{1,40}@[\w.-]{1,40}\.\w{2,10}[)>]?\.?")
#: Requests for money, in an outlet's own voice.
APPEAL = HintedPattern(
    "(?s:"
    + either(
        {
            "en": (
                r"\b(?:support|fund|help) (?:us|our (?:work|journalism|reporting|newsroom))\b",
                r"\bsupport (?:independent|quality|local|nonprofit)"
                r" (?:journalism|media|news|report)",
                r"\b(?:make|give|consider) (?:us )?(?:a |an )?(?:tax-deductible |small |monthly )?"
                r"(?:donation|contribution) (?:to us|to help|to support|today|now)\b",
                r"\bdonate (?:now|today|here) (?:to|and|so)\b",
                r"\bbecome a (?:paid |paying )?(?:member|supporter|subscriber|patron)\b",
            ),
            "de": (
                r"unterstützen sie (?:uns|unsere)\b",
                r"\b(?:uns|unsere arbeit) (?:bitte )?mit (?:einer|ihrer) (?:kleinen )?spende\b",
                r"\b(?:ihre|eine|einer|deine) spende (?:hilft|an) uns\b",
            ),
            "fr": (r"soutenez(?:-nous| notre)", r"faites un don\b"),
            "es": (
                r"apóyanos\b",
                r"haz (?:un donativo|una donación|tu donación)",
                r"hazte soci[oa]",
            ),
            "it": (r"sostieni(?:ci| il nostro)", r"fai una donazione"),
            "pt": (r"apoie (?:o nosso|nosso|-nos)", r"faça uma doação"),
            "nl": (r"steun ons\b", r"word (?:lid|donateur)\b"),
            "ru": (r"поддержите (?:нас|редакцию|нашу)",),
            "pl": (r"wesprzyj(?:cie)? nas",),
        }
    )
    + ")",
    (
        *("support", "fund", "help", "donation", "contribution", "donate", "become a"),
        *("unterstützen", "spende", "soutenez", "un don", "apóyanos", "haz", "sostieni"),
        *("donazione", "apoie", "doação", "steun ons", "word lid", "word donateur"),
        *("поддержите", "wesprzyj"),
    ),
)
#: What stands before a colon and the name of another article, folded.
READ_ALSO = phrase_set(
    {
        "en": "read also|also read|read more|read next|see also|related|related story|don't miss",
        "de": "lesen sie auch|lies auch|lest auch|auch interessant|mehr dazu|siehe auch",
        "fr": "lire aussi|à lire aussi|à lire également|lire également|voir aussi",
        "es": "lea también|lee también|leé también|lea además|lee además|te puede interesar"
        "|también te puede interesar|mira también|le puede interesar|ver también|puedes leer",
        "ca gl": "llegiu també|llegeix també|le tamén|pode interesarche",
        "pt": "leia também|leia mais|veja também|saiba mais|ler também|leia ainda",
        "it": "leggi anche|leggi pure|guarda anche|potrebbe interessarti anche",
        "ro": "citește și|citiți și|vezi și|citeşte şi|citește mai mult",
        "nl": "lees ook|lees meer|lees verder|zie ook|bekijk ook",
        "sv": "läs också|läs även|läs mer|se också",
        "da no": "læs også|læs mere|les også|les mer|se også",
        "is": "lesið einnig|lestu líka|sjá einnig",
        "fi": "lue myös|lue lisää|katso myös",
        "et lv lt": "loe ka|loe veel|lasi arī|lasiet arī|skaitykite taip pat|taip pat skaitykite",
        "pl": "czytaj także|czytaj też|czytaj również|zobacz także|zobacz też|przeczytaj także",
        "cs sk": "čtěte také|přečtěte si také|čtěte i|čítajte aj|prečítajte si aj|čítajte tiež",
        "hu": "olvassa el ezt is|olvasd el ezt is|ezt is ajánljuk|ezt olvasta már",
        "sl hr sr bs": "preberite tudi|preberite še|pročitajte i|pročitajte još|pročitajte više"
        "|pogledajte i|прочитајте и|прочитајте још|pročitaj još",
        "bg mk": "прочетете още|прочетете и|вижте още|вижте и|още по темата|прочитајте и|видете и",
        "ru": "читайте также|читать также|читайте ещё|читайте еще|смотрите также|по теме",
        "uk be": "читайте також|читайте ще|дивіться також|чытайце таксама",
        "el": "διαβάστε επίσης|διαβάστε ακόμη|διαβάστε ακόμα|δείτε επίσης|δείτε ακόμη",
        "tr az": "ayrıca okuyun|ayrıca bakınız|ilginizi çekebilir|bunu da oku|həmçinin oxuyun",
        "ka": "წაიკითხეთ ასევე|ასევე წაიკითხეთ",
        "hy": "կարդացեք նաև|տես նաև",
        "ar": "اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|إقرأ أيضا|إقرأ أيضاً|اقرأ المزيد|شاهد أيضا|شاهد أيضاً",
        "fa": "بیشتر بخوانید|همچنین بخوانید|بخوانید|این مطلب را هم بخوانید",
        "ur": "یہ بھی پڑھیں|مزید پڑھیں",
        "he": "קראו גם|קרא גם|קראו עוד|לקריאה נוספת",
        "hi mr ne": "ये भी पढ़ें|यह भी पढ़ें|और पढ़ें|ये भी पढ़ें|यह भी पढ़ें|हेही वाचा|यो पनि पढ्नुस्|यो पनि पढ्नुहोस्",
        "bn": "আরও পড়ুন|আরো পড়ুন|আরও পড়ুন|আরো পড়ুন",
        "ta te kn ml": "இதையும் படிங்க|மேலும் படிக்க|ఇవీ చదవండి|ఇది కూడా చదవండి|ಇದನ್ನೂ ಓದಿ|ഇതും വായിക്കുക",
        "th": "อ่านเพิ่มเติม|อ่านข่าวที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง",
        "vi": "xem thêm|đọc thêm|tin liên quan",
        "id ms": "baca juga|baca selengkapnya|lihat juga|baca lagi|simak juga",
        "sw": "soma pia|soma zaidi",
        "ja": "あわせて読みたい|関連記事|合わせて読みたい",
        "ko": "관련기사|관련 기사|함께 읽기",
        "zh": "延伸阅读|延伸閱讀|相关阅读|相關閱讀|相关新闻|相關新聞|推荐阅读|推薦閱讀",
    }
)
#: A request to have an outlet's letters sent, in its own voice: the verb and, not far off, the
#: letter or the reader's letter box.
LETTER = HintedPattern(
    "(?is:"
    + either(
        {
            "en": (
                r"\b(?:sign up|subscribe|register)\b.{0,90}\b(?:newsletters?|your inbox)\b",
                r"\bget (?:our|the) .{0,80}\b(?:newsletters?\b|(?:in|to) your inbox\b)",
            ),
            "de": (
                r"\b(?:abonnieren sie|abonniere|melden sie sich|melde dich|jetzt)\b.{0,90}"
                r"\bnewsletter\b.{0,60}\b(?:an|anmelden|abonnieren|ihr|ihrem|dein|deinem)\b",
            ),
            "fr": (r"\b(?:inscrivez-vous|abonnez-vous|recevez)\b.{0,90}\bnewsletters?\b",),
            "es": (
                r"\b(?:suscr[ií]b[ae](?:te|se)|ap[uú]nt[ae](?:te|se)|recibe)\b.{0,90}"
                r"\b(?:newsletter|bolet[ií]n)",
            ),
            "pt": (r"\b(?:assine|inscreva-se|receba|subscreva)\b.{0,90}\bnewsletters?\b",),
            "it": (r"\b(?:iscriviti|iscrivetevi|ricevi)\b.{0,90}\bnewsletters?\b",),
            "nl": (r"\b(?:meld je aan|schrijf je in|abonneer je)\b.{0,90}\bnieuwsbrief\b",),
            "pl": (r"\bzapisz się\b.{0,90}\bnewsletter",),
            "ru": (r"\bподпи(?:шитесь|сывайтесь)\b.{0,90}\bрассылк",),
        }
    )
    + ")",
    ("newsletter", "inbox", "boletín", "boletin", "nieuwsbrief", "рассылк"),
)
_FOLLOW = {
    "en": (
        r"follow (?:us|our)",
        r"(?:like|join|find) us",
        r"subscribe to our",
        r"join our",
        r"(?:download|install|get) (?:our|the)",
    ),
    "de": (r"folg(?:en sie|t|e) uns", r"abonnier(?:en sie|t|e) (?:uns|unser)"),
    "fr": (r"suivez(?:-nous| nos| notre)", r"abonnez-vous", r"rejoignez(?:-nous| notre)"),
    "es": (r"s[ií]g[ua]e?nos", r"seguinos", r"suscr[ií]b[ae](?:te|se)", r"(?:únete|unite|únase)"),
    "ca": (r"segueix-nos", r"subscriu-te"),
    "pt": (r"siga(?:-nos| o nosso| nosso| a nossa)", r"inscreva-se", r"entre no nosso"),
    "it": (r"segui(?:ci|teci)", r"iscrivi(?:ti|tevi)", r"unisciti"),
    "ro": (r"urm[ăa]re[sșş][tțţ][ei]-ne", r"urmăriți-ne", r"aboneaz[ăa]-te"),
    "nl": (r"volg ons", r"abonneer je", r"meld je aan"),
    "sv da no": (r"följ oss", r"følg oss?", r"tilmeld dig", r"prenumerera på"),
    "fi et": (r"seuraa meitä", r"jälgi meid"),
    "lv lt": (r"seko(?:jiet)? mums", r"sekite mus"),
    "pl": (r"(?:za)?obserwuj(?:cie)? nas", r"polub(?:cie)? nas", r"dołącz(?:cie)? do nas"),
    "cs sk": (r"sleduj(?:te)? nás", r"odebírejte nás"),
    "hu": (r"kövess(?:en|d|e)? (?:be )?(?:minket|bennünket)", r"iratkozz(?:on)? fel"),
    "sl hr sr bs": (
        r"prat(?:i|ite) nas",
        r"sledite nam",
        r"пратите нас",
        r"pridruži(?:te)? nam se",
    ),
    "bg mk": (r"последвайте ни", r"следете ни", r"следвайте ни", r"абонирайте се"),
    "ru": (
        r"подпи(?:шитесь|сывайтесь|шись|сывайся)",
        r"следите за (?:нами|нашими)",
        r"читайте нас",
    ),
    "uk be": (r"підпи(?:шіться|суйтесь|суйтеся)", r"стежте за нами", r"падпі(?:шыцеся|свайцеся)"),
    "el": (r"ακολουθήστε", r"εγγραφείτε"),
    "tr az": (r"takip (?:edin|edebilirsiniz)", r"abone olun", r"izləyin"),
    "ar": (r"تابعو(?:ا|نا)", r"اشتركوا", r"انضموا"),
    "fa ur": (r"دنبال کنید", r"بپیوندید", r"فالو کریں", r"جوائن کریں"),
    "he": (r"עקבו אחרינו", r"הצטרפו (?:אלינו|לערוץ|לקבוצ)"),
    "hi mr": (r"फॉलो (?:करें|कीजिए|करा)", r"जुड़ें", r"सब्सक्राइब (?:करें|करा)"),
    "bn": (r"ফলো করুন", r"অনুসরণ করুন", r"সাবস্ক্রাইব করুন", r"যুক্ত (?:হোন|থাকুন)"),
    "ta te kn ml": (r"பின்தொடருங்கள்", r"ఫాలో అవ్వండి", r"ಫಾಲೋ ಮಾಡಿ", r"ഫോളോ ചെയ്യ"),
    "th": (r"(?:กด)?ติดตาม(?:เรา|ข่าว|ได้ที่)", r"กดติดตาม"),
    "vi": (r"theo dõi (?:chúng tôi|kênh|fanpage)", r"tham gia (?:kênh|nhóm|cộng đồng) của"),
    "id ms": (r"\bikuti (?:kami|saluran|berita|akun)", r"(?:mari|yuk),? (?:ber)?gabung", r"sertai"),
    "zh": (r"(?:请|請|欢迎|歡迎|敬请|敬請|点击|點擊)(?:关注|關注|追蹤|订阅|訂閱)",),
    "ja": (r"フォロー(?:して|お願い|はこちら)", r"登録(?:お願い|はこちら|してください)"),
    "ko": (r"구독(?:하기|하세요|해 ?주)", r"팔로우(?:하기|하세요)", r"친구 ?추가"),
}
#: Where an outlet is followed, parted by blanks.
_PLACES = "|".join(
    chain.from_iterable(
        names.split()
        for names in (
            r"facebook instagram twitter telegram whats\s?app google\snews google\sdiscover",
            "youtube tiktok linkedin viber flipboard threads bluesky messenger newsletter podcast",
            r"\bapp\b \bkanal \bcanal \bchannel \bsaluran",
            "фейсбук инстаграм телеграм вайбер ютуб дзен вконтакте одноклассник канал",
            "فيسبوك تويتر تلغرام تليجرام تيليجرام واتساب يوتيوب إنستغرام انستغرام قنا[ةت]",
            "تلگرام اینستاگرام واٹس פייסבוק טלגרם וואטסאפ ערוץ",
            "फेसबुक टेलीग्राम व्हाट्सऐप व्हाट्सएप यूट्यूब ट्विटर ফেসবুক টেলিগ্রাম ইউটিউব",
            "公众号 公眾號 微信 微博 二维码 二維碼 客户端 頻道 频道 アプリ チャンネル 公式",
            "페이스북 카카오톡 유튜브 네이버 채널 ช่องทาง เฟซบุ๊ก เพจ ไลน์",
        )
    )
)
#: A request to follow an outlet somewhere else: the verb and, not far off, the place.
FOLLOW_US = re.compile(
    rf"(?:{either(_FOLLOW)})[\s\S]{{0,60}}?(?:{_PLACES})"
    rf"|(?:{_PLACES})[\s\S]{{0,40}}?(?:{either(_FOLLOW)})"
    r"|\bctrl ?\+ ?enter\b|(?:扫描|掃描|扫码|掃碼|长按识别)[^。]{0,12}(?:关注|關注|下载|下載)",
    re.IGNORECASE,
)
