"""Names of months and weekdays of all languages, folded. source: CLDR, by Babel
(`benchmarks/training/calendar_names.py` writes this file).

A name is a number's where no language says otherwise; those that are several numbers' stand apart.
Names are parted by bars and line ends.
"""

from __future__ import annotations

#: Names of months written out, from January on.
MONTHS = (
    """
eanáir|enero|gener|gennaio|ianuarie|ionawr|jaanuar|janar|janeiro|jannar|januar|januari
januarie|january|januwari|január|januára|janvier|janvāris|janúar|leden|ledna|ocak|sausio
sausis|siječanj|siječnja|styczeń|stycznia|tammikuu|tammikuuta|urtarrila|xaneiro|yanvar
ιανουάριοσ|ιανουαρίου|студзень|студзеня|січень|січня|январ|январь|января|януари|јануар
јануари|қаңтар|հունվար|հունվարի|בינואר|ינואר|جانفي|جنوري|جنوری|كانون الثاني|يناير|ژانویه
ژانویهٔ|जनवरी|जानेवारी|জানুয়ারী|জানুৱাৰী|ਜਨਵਰੀ|જાન્યુઆરી|ଜାନୁଆରୀ|ஜனவரி|జనవరి|ಜನವರಿ|ജനുവരി
ජනවාරි|มกราคม|ມັງກອນ|ဇန်နဝါရီ|ဇန်နဝါရီလ|იანვარი|ጃንዋሪ|មករា
""",
    """
chwefror|feabhra|febbraio|febreiro|febrer|febrero|februar|februari|februarie|february
februwari|február|februára|februāris|febrúar|fevereiro|fevral|frar|février|helmikuu
helmikuuta|lutego|luty|otsaila|pebrero|shkurt|vasario|vasaris|veebruar|veljača|veljače|únor
února|şubat|φεβρουάριοσ|φεβρουαρίου|ақпан|лютага|лютий|лютого|люты|фебруар|феврал|февраль
февраля|февруари|փետրվար|փետրվարի|בפברואר|פברואר|شباط|فبراير|فبروري|فروری|فوریه|فوریهٔ
فيبروري|فيفري|فېبروري|फ़रवरी|फेब्रुअरी|फेब्रुवारी|ফেব্রুয়ারী|ফেব্ৰুৱাৰী|ਫ਼ਰਵਰੀ|ફેબ્રુઆરી
ଫେବୃଆରୀ|பிப்ரவரி|ఫిబ్రవరి|ಫೆಬ್ರವರಿ|ഫെബ്രുവരി|පෙබරවාරි|กุมภาพันธ์|ກຸມພາ|ဖေဖော်ဝါရီ
ဖေဖော်ဝါရီလ|თებერვალი|ፌብሩዋሪ|កុម្ភៈ
""",
    """
březen|března|kovas|kovo|maaliskuu|maaliskuuta|maart|mac|machi|marca|march|marec|maret|mars
marso|mart|martie|marts|martxoa|marzec|marzo|marzu|març|março|mashi|mawrth|március|márta
märts|märz|ožujak|ožujka|μάρτιοσ|μαρτίου|березень|березня|март|марта|наурыз|сакавік|сакавіка
մարտ|մարտի|במרץ|מרץ|آذار|مارس|مارچ|मार्च|মার্চ|মাৰ্চ|ਮਾਰਚ|માર્ચ|ମାର୍ଚ୍ଚ|மார்ச்|మార్చి|ಮಾರ್ಚ್
മാർച്ച്|මාර්තු|มีนาคม|ມີນາ|မတ်|မတ်လ|მარტი|ማርች|មីនា
""",
    """
abril|aibreán|apirila|aprel|april|aprile|aprili|aprilie|aprill|apríl|apríla|aprīlis|avril
balandis|balandžio|duben|dubna|ebrill|ephreli|huhtikuu|huhtikuuta|kwiecień|kwietnia|nisan
prill|travanj|travnja|április|απρίλιοσ|απριλίου|апрел|апрель|апреля|април|квітень|квітня
красавік|красавіка|сәуір|ապրիլ|ապրիլի|אפריל|באפריל|آوریل|أبريل|أفريل|اپريل|اپریل|نيسان
अप्रिल|अप्रैल|एप्रिल|এপ্রিল|এপ্ৰিল|ਅਪ੍ਰੈਲ|એપ્રિલ|ଅପ୍ରେଲ|ஏப்ரல்|ఏప్రిల్|ಏಪ್ರಿಲ್|ഏപ്രിൽ
අප්‍රේල්|เมษายน|ເມສາ|ဧပြီ|ဧပြီလ|აპრილი|ኤፕሪል|មេសា
""",
    """
bealtaine|gegužė|gegužės|květen|května|maggio|mai|maiatza|maig|maijs|maio|maj|maja|may|mayo
mayıs|maí|mei|mejju|meyi|máj|mája|május|svibanj|svibnja|toukokuu|toukokuuta|μάιοσ|μαΐου
май|мамыр|мая|мај|травень|травня|մայիս|մայիսի|במאי|מאי|أيار|مئي|مئی|ماي|مايو|مه|مهٔ|مۍ|मई|मे
মে|ਮਈ|મે|ମଇ|மே|మే|ಮೇ|മേയ്|මැයි|พฤษภาคม|ພຶດສະພາ|မေ|မေလ|მაისი|ሜይ|ឧសភា
""",
    """
birželio|birželis|czerwca|czerwiec|ekaina|giugno|haziran|hunyo|iunie|iyun|juin|jun|june
junho|juni|junie|junij|junio|juny|juuni|jún|júna|június|júní|jūnijs|kesäkuu|kesäkuuta|lipanj
lipnja|mehefin|meitheamh|qershor|xuño|červen|června|ġunju|ιουνίου|ιούνιοσ|июн|июнь|июня
маусым|червень|червня|чэрвень|чэрвеня|юни|јун|јуни|հունիս|հունիսի|ביוני|יוני|جوان|جون|حزيران
يونيو|ژوئن|जुन|जून|জুন|ਜੂਨ|જૂન|ଜୁନ|ஜூன்|జూన్|ಜೂನ್|ജൂൺ|ජූනි|มิถุนายน|ມິຖຸນາ|ဇွန်|ဇွန်လ|ივნისი
ጁን|មិថុនា
""",
    """
gorffennaf|heinäkuu|heinäkuuta|hulyo|iulie|iyul|iúil|juillet|jul|julai|julayi|julho|juli
julie|julij|julio|juliol|july|juuli|júl|júla|július|júlí|jūlijs|korrik|liepa|liepos|lipca
lipiec|luglio|lulju|srpanj|srpnja|temmuz|uztaila|xullo|července|červenec|ιουλίου|ιούλιοσ|июл
июль|июля|липень|липня|ліпень|ліпеня|шілде|юли|јул|јули|հուլիս|հուլիսի|ביולי|יולי|تموز
جولاءِ|جولائی|جولای|جويلية|يوليو|يوليوز|ژوئیه|ژوئیهٔ|जुलाई|जुलै|জুলাই|ਜੁਲਾਈ|જુલાઈ|ଜୁଲାଇ|ஜூலை
జులై|ಜುಲೈ|ജൂലൈ|ජූලි|กรกฎาคม|ກໍລະກົດ|ဇူလိုင်|ဇူလိုင်လ|ივლისი|ጁላይ|កក្កដា
""",
    """
abuztua|agasti|agost|agosti|agosto|agustus|août|august|augusta|augusti|augusts|augustus
augusztus|avgust|avqust|awst|awwissu|ağustos|elokuu|elokuuta|gusht|kolovoz|kolovoza|lúnasa
ogos|rugpjūtis|rugpjūčio|sierpień|sierpnia|srpen|srpna|ágúst|αυγούστου|αύγουστοσ|август
августа|жнівень|жніўня|серпень|серпня|тамыз|օգոստոս|օգոստոսի|אוגוסט|באוגוסט|آب|آگسٽ|أغسطس
أوت|اوت|اګست|اگست|غشت|अगस्ट|अगस्त|ऑगस्ट|আগষ্ট|আগস্ট|ਅਗਸਤ|ઑગસ્ટ|ଅଗଷ୍ଟ|ஆகஸ்ட்|ఆగస్టు|ಆಗಸ್ಟ್
ഓഗസ്റ്റ്|අගෝස්තු|สิงหาคม|ສິງຫາ|ဩဂုတ်|ဩဂုတ်လ|აგვისტო|ኦገስት|សីហា
""",
    """
eylül|iraila|medi|meán fómhair|rugsėjis|rugsėjo|rujan|rujna|sentabr|sentyabr|septemba
septembar|september|septembra|septembre|septembrie|septembris|septhemba|septiembre|setembre
setembro|settembre|settembru|setyembre|shtator|syyskuu|syyskuuta|szeptember|wrzesień
września|září|σεπτέμβριοσ|σεπτεμβρίου|верасень|верасня|вересень|вересня|сентябр|сентябрь
сентября|септембар|септември|қыркүйек|սեպտեմբեր|սեպտեմբերի|בספטמבר|ספטמבר|أيلول|سبتمبر|ستمبر
سيپٽمبر|سپتامبر|سپتمبر|سېپتمبر|شتنبر|सप्टेंबर|सितंबर|सेप्टेम्बर|ছেপ্তেম্বৰ|সেপ্টেম্বর|ਸਤੰਬਰ
સપ્ટેમ્બર|ସେପ୍ଟେମ୍ବର|செப்டம்பர்|సెప్టెంబర్|ಸೆಪ್ಟೆಂಬರ್|സെപ്റ്റംബർ|සැප්තැම්බර්|กันยายน|ກັນຍາ
စက်တင်ဘာ|စက်တင်ဘာလ|სექტემბერი|ሴፕቴምበር|កញ្ញា
""",
    """
deireadh fómhair|ekim|hydref|lokakuu|lokakuuta|october|octobre|octombrie|octubre|oktabr
okthoba|oktoba|oktobar|oktober|oktobris|oktoober|oktubre|oktyabr|október|októbra|ottobre
ottubru|outubro|październik|października|spalio|spalis|tetor|urria|říjen|října|οκτωβρίου
οκτώβριοσ|жовтень|жовтня|кастрычнік|кастрычніка|октобар|октомври|октябр|октябрь|октября
қазан|հոկտեմբեր|հոկտեմբերի|אוקטובר|באוקטובר|آڪٽوبر|أكتوبر|اکتبر|اکتوبر|تشرين الأول|अक्टूबर
अक्टोबर|ऑक्टोबर|অক্টোবর|অক্টোবৰ|ਅਕਤੂਬਰ|ઑક્ટોબર|ଅକ୍ଟୋବର|அக்டோபர்|అక్టోబర్|ಅಕ್ಟೋಬರ್|ഒക്‌ടോബർ
ඔක්තෝබර්|ตุลาคม|ຕຸລາ|အောက်တိုဘာ|အောက်တိုဘာလ|ოქტომბერი|ኦክቶበር|តុលា
""",
    """
azaroa|kasım|lapkritis|lapkričio|listopadu|marraskuu|marraskuuta|nobyembre|noiembrie|novemba
novembar|november|novembra|novembre|novembris|novembro|novembru|noviembre|noyabr|nëntor
nóvember|samhain|studeni|studenoga|tachwedd|νοέμβριοσ|νοεμβρίου|листопад|листопада|лістапад
лістапада|новембар|ноември|ноябр|ноябрь|ноября|қараша|նոյեմբեր|նոյեմբերի|בנובמבר|נובמבר
تشرين الثاني|نوامبر|نوفمبر|نومبر|نونبر|नवंबर|नोभेम्बर|नोव्हेंबर|নভেম্বর|নৱেম্বৰ|ਨਵੰਬਰ
નવેમ્બર|ନଭେମ୍ବର|நவம்பர்|నవంబర్|ನವೆಂಬರ್|നവംബർ|නොවැම්බර්|พฤศจิกายน|ພະຈິກ|နိုဝင်ဘာ|နိုဝင်ဘာလ
ნოემბერი|ኖቬምበር|វិច្ឆិកា
""",
    """
abendua|aralık|decembar|december|decembra|decembrie|decembris|decembro|dekabr|desemba
desember|desembre|detsember|dezember|dezembro|dhjetor|dicembre|diciembre|disemba|disember
disyembre|diċembru|décembre|grudnia|grudzień|gruodis|gruodžio|joulukuu|joulukuuta|nollaig
prosinac|prosinca|prosince|prosinec|rhagfyr|δεκέμβριοσ|δεκεμβρίου|грудень|грудня|декабр
декабрь|декабря|декември|децембар|желтоқсан|снежань|снежня|դեկտեմբեր|դեկտեմբերի|בדצמבר|דצמבר
دجنبر|دسامبر|دسمبر|ديسمبر|كانون الأول|ڊسمبر|डिसेंबर|डिसेम्बर|दिसंबर|ডিচেম্বৰ|ডিসেম্বর|ਦਸੰਬਰ
ડિસેમ્બર|ଡିସେମ୍ବର|டிசம்பர்|డిసెంబర్|ಡಿಸೆಂಬರ್|ഡിസംബർ|දෙසැම්බර්|ธันวาคม|ທັນວາ|ဒီဇင်ဘာ|ဒီဇင်ဘာလ
დეკემბერი|ዲሴምበር|ធ្នូ
""",
)
OPEN_MONTHS = """
listopad|listopada
"""

#: Abbreviations of months, from January on.
SHORT_MONTHS = (
    """
ean|ene|gen|ian|ion|jaan|jan|janv|led|oca|saus|sij|sty|tammi|urt|xan|yan|ιαν|сту|січ|янв|яну
јан|қаң|հնվ|בינו׳|ינו׳|जन॰|जाने|জানু|ਜਨ|જાન્યુ|ஜன|జన|ಜನ|ജനു|ජන|ม.ค|ມ.ກ|ဇန်|ဇန်လ|იან|ጃን
""",
    """
chw|chwef|feabh|feb|febr|fev|fra|févr|helmi|lut|ots|peb|shk|vas|veebr|velj|úno|şub|φεβ|ақп
лют|феб|фев|февр|փտվ|בפבר׳|פבר׳|फ़र॰|फेब्रु|ফেব|ফেব্ৰু|ਫ਼ਰ|ફેબ્રુ|பிப்|ఫిబ్ర|ಫೆಬ್ರ|ഫെബ്രു
පෙබ|ก.พ|ກ.ພ|ဖေ|ဖေလ|თებ|ፌብ
""",
    """
bře|kov|maalis|mar|mas|maw|mrt|márc|mär|ožu|μάρ|μαρ|бер|мар|нау|сак|մրտ|மார்|മാർ|මාර්|มี.ค
ມ.ນ|მარ
""",
    """
abr|aib|api|apr|avr|bal|dub|ebr|eph|huhti|kwi|nis|pri|tra|ápr|απρ|апр|квіт|кра|сәу|ապր|אפר׳
באפר׳|एप्रि|এপ্রি|ਅਪ੍ਰੈ|ஏப்|ఏప్రి|ಏಪ್ರಿ|ഏപ്രി|เม.ย|ມ.ສ|აპრ|ኤፕሪ
""",
    """
beal|geg|kvě|mag|mej|mey|svi|touko|μάι|μαΐ|мам|трав|մյս|พ.ค|ພ.ພ|მაი
""",
    """
birž|cze|eka|giu|haz|hun|iun|iyn|jūn|kesä|meh|meith|qer|čvn|ġun|ιουν|ιούν|мау|черв|чэр|հնս
มิ.ย|ມິ.ຖ|ივნ
""",
    """
gor|gorff|heinä|hul|iul|iyl|juil|jūl|korr|liep|lug|lul|tem|uzt|xul|čvc|ιουλ|ιούλ|лип|ліп|шіл
հլս|जुल॰|জুল|ਜੁਲਾ|ก.ค|ກ.ລ|ဇူ|ဇူလ|ივლ
""",
    """
abu|ag|aga|ago|agu|aug|avg|avq|aww|ağu|elo|gush|kol|lún|ogo|rugp|sie|ágú|αυγ|αύγ|авг|жні
серп|там|օգս|אוג׳|באוג׳|अग॰|ऑग|আগ|ਅਗ|ஆக|ఆగ|ಆಗ|ഓഗ|අගෝ|ส.ค|ສ.ຫ|აგვ|ኦገስ
""",
    """
eyl|ira|mfómh|rugs|ruj|sen|sep|sept|set|sht|syys|szept|wrz|zář|σεπ|вер|сен|сент|сеп|қыр|սեպ
בספט׳|ספט׳|सप्टें|सित॰|ছেপ্তে|সেপ|ਸਤੰ|સપ્ટે|செப்|సెప్టెం|ಸೆಪ್ಟೆಂ|സെപ്റ്റം|සැප්|ก.ย|ກ.ຍ|စက်
စက်လ|სექ|ሴፕቴ
""",
    """
dfómh|eki|hyd|loka|oct|okt|ott|out|paź|spal|tet|urr|říj|οκτ|жовт|кас|окт|қаз|հոկ|אוק׳|באוק׳
अक्टू॰|ऑक्टो|অক্টো|ਅਕਤੂ|ઑક્ટો|அக்|అక్టో|ಅಕ್ಟೋ|ഒക്ടോ|ඔක්|ต.ค|ຕ.ລ|အောက်|အောက်လ|ოქტ|ኦክቶ
""",
    """
aza|kas|lapkr|marras|nob|nov|noy|nën|nóv|samh|stu|tach|νοέ|νοε|лист|ліс|нов|ное|ноя|нояб|қар
նոյ|בנוב׳|נוב׳|नव॰|नोव्हें|নভে|নৱে|ਨਵੰ|નવે|நவ|నవం|ನವೆಂ|നവം|නොවැ|พ.ย|ພ.ຈ|နို|နိုလ|ნოე|ኖቬም
""",
    """
abe|ara|dec|dek|des|dets|dez|dhj|dic|dis|diċ|déc|gru|gruod|joulu|noll|pro|rhag|δεκ|груд|дек
дец|жел|сне|դեկ|בדצמ׳|דצמ׳|डिसें|दिस॰|ডিচে|ডিসে|ਦਸੰ|ડિસે|டிச|డిసెం|ಡಿಸೆಂ|ഡിസം|දෙසැ|ธ.ค|ທ.ວ
ဒီ|ဒီလ|დეკ|ዲሴም
""",
)
OPEN_SHORT_MONTHS = """
lip|lis|srp
"""

#: Names of weekdays and parts of them, from Monday on.
WEEKDAYS = (
    """
al|astelehena|b.e|dilluns|dl|dush|dushanba|ertəsi|esmaspäev|h|hétfő|hën|hënë|isn|isnin
jumatatu|llun|luain|luan|lun|lundi|lunedì|lunes|luni|luns|ma|maanantaina|maandag|man|mandag
mo|mon|monday|montag|mso|mán|mánudagur|må|mån|måndag|pazartesi|pirmadienis|pirmd|pirmdiena
po|pon|pondelok|pondělí|ponedeljak|ponedeljek|ponedjeljak|poniedziałek|pr|pzt|seg|segunda
sen|senin|tne|tnejn|umsombuluko|δευ|δευτέρα|дс|душанбе|дшб|дүй|дүйсенбі|дүйшөмбү|панядзелак
пн|пон|понеделник|понедельник|понедељак|понеділок|երկ|երկուշաբթի|ב׳|שני|الاثنين|دوشنبه|دونۍ
سومر|پیر|सोम|सोमबार|सोमवार|সোম|সোমবার|সোমবাৰ|ਸੋਮ|ਸੋਮਵਾਰ|સોમ|સોમવાર|ସୋମ|ସୋମବାର|திங்|திங்கள்
సోమ|సోమవారం|ಸೋಮ|ಸೋಮವಾರ|തിങ്കളാഴ്‌ച|തിങ്കൾ|සඳුදා|จ|วันจันทร์|ຈັນ|ວັນຈັນ|တနင်္လာ|ორშ|ორშაბათი
ሰኞ|ចន្ទ|ច័ន្ទ
""",
    """
an|antradienis|ar|asteartea|bil|di|dienstag|dimarts|dinsdag|dt|jumanne|kedd|mar|mardi
martedì|martes|martë|marți|maw|mawrth|máirt|otrd|otrdiena|sal|salı|sel|selasa|sesh|seshanba
t|teisipäev|ter|terça|ti|tiistaina|tir|tirs|tirsdag|tis|tisdag|tli|tlieta|torek|tue|tuesday
ty|tysdag|ulwesibili|ut|uto|utorak|utorok|wt|wtorek|ç.a|út|úterý|þri|þriðjudagur|τρί|τρίτη
аў|аўторак|вт|вто|вторник|вівторок|сейсенбі|сешанбе|сс|сшб|уто|уторак|шейш|шейшемби
երեքշաբթի|երք|ג׳|שלישי|الثلاثاء|اڱارو|درېنۍ|سه‌شنبه|منگل|मंगल|मंगलवार|मंगळ|मंगळवार|मङ्गल
मङ्गलबार|মঙ্গল|মঙ্গলবার|মঙ্গলবাৰ|ਮੰਗਲ|ਮੰਗਲਵਾਰ|મંગળ|મંગળવાર|ମଙ୍ଗଳ|ମଙ୍ଗଳବାର|செவ்|செவ்வாய்|మంగళ
మంగళవారం|ಮಂಗಳ|ಮಂಗಳವಾರ|ചൊവ്വ|ചൊവ്വാഴ്ച|අඟහ|අඟහරුවාදා|วันอังคาร|อ|ວັນອັງຄານ|ອັງຄານ|အင်္ဂါ|სამ
სამშაბათი|ማክሰ|ማክሰኞ|អង្គារ
""",
    """
asteazkena|az|chor|chorshanba|céad|céadaoin|dc|dimecres|erb|erbgħa|jumatano|ke|keskiviikkona
kolmapäev|mer|mercher|mercoledì|mercredi|mi|mie|miercuri|mittwoch|miy|miyerkules|mié
miércoles|mið|miðvikudagur|mér|mércores|mër|mërkurë|on|ons|onsdag|qua|quarta|rab|rabu|sre
sreda|sri|srijeda|st|streda|středa|sze|szerda|tha|tr|trečiadienis|trešd|trešdiena
ulwesithathu|wed|wednesday|wo|woensdag|ç|çar|çarşamba|śr|środa|τετ|τετάρτη|серада|середа|ср
сре|среда|сряда|сәрсенбі|чоршанбе|чшб|шарш|шаршемби|չորեքշաբթի|չրք|ד׳|רביעי|اربع|الأربعاء
بدھ|څلرنۍ|چهارشنبه|बुध|बुधबार|बुधवार|বুধ|বুধবার|বুধবাৰ|ਬੁੱਧ|ਬੁੱਧਵਾਰ|બુધ|બુધવાર|ବୁଧ|ବୁଧବାର
புத|புதன்|బుధ|బుధవారం|ಬುಧ|ಬುಧವಾರ|ബുധനാഴ്‌ച|ബുധൻ|බදාදා|พ|วันพุธ|ພຸດ|ວັນພຸດ|ဗုဒ္ဓဟူး|ოთხ
ოთხშაბათი|ረቡዕ|ពុធ
""",
    """
alhamisi|c.a|ceturtd|ceturtdiena|cs|csütörtök|czw|czwartek|dijous|dj|do|donderdag|donnerstag
déar|déardaoin|enj|enjte|fim|fimmtudagur|gio|giovedì|huw|huwebes|iau|jeu|jeudi|joi|jue
jueves|kam|kamis|ketvirtadienis|kha|khamis|kt|n|neljapäev|og|osteguna|pay|payshanba|per
perşembe|qui|quinta|sin|thu|thursday|to|tors|torsdag|torstaina|ulwesine|xov|xoves|čet
četrtek|četvrtak|čt|čtvrtek|ħam|ħamis|štvrtok|πέμ|πέμπτη|бейсенбі|бейш|бейшемби|бс|панҷшанбе
пшб|чацвер|чет|четвер|четверг|четвртак|четврток|четвъртък|чт|чц|հինգշաբթի|հնգ|ה׳|חמישי
الخميس|جمعرات|خميس|پنجشنبه|پينځنۍ|गुरु|गुरुवार|बिहि|बिहिबार|বৃহ|বৃহস্পতি|বৃহস্পতিবার
বৃহস্পতিবাৰ|ਵੀਰ|ਵੀਰਵਾਰ|ગુરુ|ગુરુવાર|ଗୁରୁ|ଗୁରୁବାର|வியா|வியாழன்|గురు|గురువారం|ಗುರು|ಗುರುವಾರ
വ്യാഴം|വ്യാഴാഴ്‌ച|බ්‍රහස්|බ්‍රහස්පතින්දා|พฤ|วันพฤหัสบดี|ພະຫັດ|ວັນພະຫັດ|ကြာသပတေး|ხუთ
ხუთშაბათი|ሐሙስ|ព្រហ|ព្រហស្បតិ៍
""",
    """
aoine|biy|biyernes|c|cum|cuma|divendres|dv|fr|fre|fredag|freitag|fri|friday|fös|föstudagur
gwen|gwener|haoine|hla|ijumaa|jum|juma|jumaat|jumat|or|ostirala|pe|penktadienis|perjantaina
pet|petak|petek|pi|piatok|piektd|piektdiena|piątek|pn|pre|premte|pt|pá|pátek|péntek|r|reede
sex|sexta|ulwesihlanu|ven|vendredi|venerdì|venres|vie|viernes|vin|vineri|vr|vrijdag|vrydag
ġim|ġimgħa|παρ|παρασκευή|жм|жума|жұма|пʼятниця|пет|петак|петок|петък|пт|пятница|пятніца|ҷмъ
ҷумъа|ուր|ուրբաթ|ו׳|שישי|الجمعة|جمعه|جمعو|جمعہ|शुक्र|शुक्रबार|शुक्रवार|শুক্র|শুক্রবার|শুক্ৰ
শুক্ৰবাৰ|ਸ਼ੁੱਕਰ|ਸ਼ੁੱਕਰਵਾਰ|શુક્ર|શુક્રવાર|ଶୁକ୍ର|ଶୁକ୍ରବାର|வெள்|வெள்ளி|శుక్ర|శుక్రవారం|ಶುಕ್ರ
ಶುಕ್ರವಾರ|വെള്ളി|വെള്ളിയാഴ്‌ച|සිකු|සිකුරාදා|วันศุกร์|ศ|ວັນສຸກ|ສຸກ|သောကြာ|პარ|პარასკევი|ዓርብ
សុក្រ
""",
    """
cmt|cumartesi|dissabte|ds|is|jumamosi|la|larunbata|lau|lauantaina|laugardagur|laupäev
laurdag|lr|lör|lördag|lør|lørdag|mgq|sa|sab|sabado|sabato|sabtu|sad|sadwrn|sam|samedi
samstag|sat|saterdag|sath|sathairn|saturday|sestd|sestdiena|shan|shanba|sht|shtunë|sib|sibt
sob|sobota|sub|subota|szo|szombat|sáb|sábado|sâm|sâmbătă|umgqibelo|za|zaterdag|ş|şənbə
šeštadienis|σάβ|σάββατο|ишемби|ишм|саб|сабота|сб|сенбі|суб|суббота|субота|събота|шанбе|шнб
շաբաթ|շբթ|שבת|السبت|اونۍ|شنبه|ڇنڇر|ہفتہ|शनि|शनिबार|शनिवार|শনি|শনিবার|শনিবাৰ|ਸ਼ਨਿੱਚਰ
ਸ਼ਨਿੱਚਰਵਾਰ|શનિ|શનિવાર|ଶନି|ଶନିବାର|சனி|శని|శనివారం|ಶನಿ|ಶನಿವಾರ|ശനി|ശനിയാഴ്‌ച|සෙන|සෙනසුරාදා
วันเสาร์|ส|ວັນເສົາ|ເສົາ|စနေ|შაბ|შაბათი|ቅዳሜ|សៅរ៍
""",
    """
ahad|ahd|b|dg|die|diel|dim|dimanche|diumenge|dom|domenica|domh|domhnaigh|domingo|dum
duminică|ig|igandea|isonto|jumapili|lin|linggo|min|minggu|ne|ned|nedelja|nedeľa|nedjelja
neděle|niedz|niedziela|paz|pazar|pühapäev|sekmadienis|sk|son|sondag|sonntag|su|sul|sun
sunday|sunnudagur|sunnuntai|svētd|svētdiena|sön|söndag|sø|søn|søndag|v|vasárnap|yak
yakshanba|zo|zondag|ħad|ħadd|κυρ|κυριακή|воскресенье|вс|жек|жексенбі|жекшемби|жс|нд|нед
недела|неделя|недеља|неділя|нядзеля|якшанбе|яшб|կիր|կիրակի|א׳|ראשון|آچر|اتوار|الأحد|يونۍ
یکشنبه|आइत|आइतबार|रवि|रविवार|দেও|দেওবাৰ|রবি|রবিবার|ਐਤ|ਐਤਵਾਰ|રવિ|રવિવાર|ରବି|ରବିବାର|ஞாயி
ஞாயிறு|ఆది|ఆదివారం|ಭಾನು|ಭಾನುವಾರ|ഞായറാഴ്‌ച|ഞായർ|ඉරිදා|วันอาทิตย์|อา|ວັນອາທິດ|ອາທິດ|တနင်္ဂနွေ
კვი|კვირა|እሑድ|អាទិត្យ
""",
)
OPEN_WEEKDAYS = """
axşamı|bazar|cümə|dydd|dé|e|feira|il|it|k|l|p|so|tor|çərşənbə|št|יום
"""
