"""Names of the months of the calendars that papers print beside the common one, in their order."""

from __future__ import annotations

from itertools import chain

#: A language's twelve names, parted by commas; spellings of one month by bars.
_PERSIAN: dict[str, str] = {
    "fa": (
        "فروردین|فروردين, اردیبهشت|ارديبهشت, خرداد, تیر|تير, مرداد|امرداد, شهریور|شهريور, مهر, "
        "آبان|ابان, آذر|اذر, دی|دي, بهمن, اسفند"
    ),
    "fa-AF": "حمل, ثور, جوزا, سرطان, اسد, سنبله, میزان|ميزان, عقرب, قوس, جدی|جدي, دلو, حوت",
    "ps": (
        "وری|وري, غویی|غويي, غبرګولی, چنګاښ, زمری, وږی, تله, لړم, لیندۍ|لينده, مرغومی, سلواغه, کب"
    ),
    "ckb": (
        "خاکەلێوە, گوڵان, جۆزەردان, پووشپەڕ, گەلاوێژ, خەرمانان, ڕەزبەر|رەزبەر, "
        "گەڵاڕێزان|خەزەڵوەر, سەرماوەز, بەفرانبار, ڕێبەندان|رێبەندان, ڕەشەمە|رەشەمە"
    ),
    "en": (
        "farvardin, ordibehesht, khordad, tir, mordad, shahrivar, mehr, aban, azar, dey, bahman, "
        "esfand"
    ),
    "tg": (
        "фарвардин, урдибиҳишт, хурдод, тир, мурдод, шаҳривар, меҳр, обон, озар, дай, баҳман, "
        "исфанд"
    ),
}
_HIJRI: dict[str, str] = {
    "ar": (
        "محرم|المحرم|محرّم, صفر, ربيع الأول|ربيع الاول|ربيع أول, "
        "ربيع الآخر|ربيع الاخر|ربيع الثاني|ربيع ثاني, "
        "جمادى الأولى|جمادى الاولى|جمادي الأولى|جمادى الأول, "
        "جمادى الآخرة|جمادى الاخرة|جمادى الثانية|جمادي الثانية|جمادي الآخرة|جمادى الآخر, رجب, "
        "شعبان, رمضان, شوال|شوّال, "
        "ذو القعدة|ذي القعدة|ذوالقعدة|ذي القعده|ذو القعده, "
        "ذو الحجة|ذي الحجة|ذوالحجة|ذي الحجه|ذو الحجه"
    ),
    "fa ur": (
        "محرم الحرام, صفر المظفر, ربیع الاول|ربیع‌الاول|ربيع الاول, "
        "ربیع الثانی|ربیع‌الثانی|ربیع الآخر, جمادی الاول|جمادی‌الاول|جمادی الاولی, "
        "جمادی الثانی|جمادی‌الثانی|جمادی الآخره, رجب المرجب, شعبان المعظم, رمضان المبارک, "
        "شوال المکرم, ذی القعده|ذیقعده|ذی‌القعده|ذوالقعدہ, ذی الحجه|ذیحجه|ذی‌الحجه|ذوالحجہ|ذی الحج"
    ),
    "en": (
        "muharram, safar, rabi al-awwal|rabi' al-awwal|rabi i|rabi ul awwal|rabi al awal, "
        "rabi al-thani|rabi' al-thani|rabi ii|rabi al-akhir|rabi ul thani, "
        "jumada al-awwal|jumada al-ula|jumada i|jumada al-oula, "
        "jumada al-thani|jumada al-akhirah|jumada ii|jumada al-thaniya|jumada al-akhira, rajab, "
        "shaban|sha'ban|shaaban, ramadan|ramadhan|ramzan, shawwal|shawal, "
        "dhu al-qidah|dhul qadah|dhu al-qadah|dhul qidah|zul qadah|dhu al-qi'dah, "
        "dhu al-hijjah|dhul hijjah|zul hijjah|dhu al-hijja"
    ),
    "tr az": (
        "muharrem, safer|sefer, rebiülevvel, rebiülahir, cemaziyelevvel, cemaziyelahir, recep, "
        "şaban, ramazan, şevval, zilkade, zilhicce"
    ),
    "id ms": (
        "muharam, safar, rabiul awal|rabiulawal, rabiul akhir|rabiulakhir, "
        "jumadil awal|jamadilawal|jumadilawal, jumadil akhir|jamadilakhir|jumadilakhir, "
        "rejab|rajab, syaban|syaaban|sya'ban, ramadan|ramadhan, syawal, zulkaidah|dzulqa'dah, "
        "zulhijah|dzulhijjah"
    ),
}

_NEPALI = (
    "बैशाख|वैशाख, जेठ|जेष्ठ|ज्येष्ठ, असार|आषाढ, साउन|श्रावण|सावन, भदौ|भाद्र, असोज|आश्विन, "
    "कात्तिक|कार्तिक, मंसिर|मङ्सिर|मार्ग, पुस|पुष|पौष, माघ, फागुन|फाल्गुन, चैत|चैत्र"
)
_ETHIOPIAN = (
    "መስከረም, ጥቅምት, ኅዳር|ህዳር|ሕዳር, ታኅሣሥ|ታኅሳስ|ታህሳስ|ታሕሣሥ, ጥር, የካቲት, መጋቢት, ሚያዝያ|ሚያዚያ, ግንቦት, "
    "ሰኔ, ሐምሌ|ሃምሌ|ሀምሌ, ነሐሴ|ነሃሴ|ነሀሴ, ጳጉሜ|ጳጉሜን|ጷጉሜ"
)
#: From Tishri; of two Adars the sixth and the seventh, one alone is the seventh.
_HEBREW = (
    "תשרי, חשוון|חשון|מרחשוון, כסלו|כסליו, טבת, שבט, אדר א|אדר ראשון, אדר|אדר ב|אדר שני, ניסן, "
    "אייר|איר, סיוון|סיון, תמוז, אב|מנחם אב, אלול"
)


def _numbered(table: dict[str, str]) -> dict[str, int]:
    """Name -> number of the month."""
    return {
        name.strip(): number
        for names in table.values()
        for number, forms in enumerate(names.split(","), start=1)
        for name in forms.split("|")
    }


PERSIAN_MONTHS = _numbered(_PERSIAN)
HIJRI_MONTHS = _numbered(_HIJRI)
NEPALI_MONTHS = _numbered({"ne": _NEPALI})
ETHIOPIAN_MONTHS = _numbered({"am": _ETHIOPIAN})
HEBREW_MONTHS = _numbered({"he": _HEBREW})
#: What stands behind a year and names its calendar, the longest first.
ERA_MARKS = tuple(
    sorted(
        chain.from_iterable(
            marks.split()
            for marks in (
                "هـ.ش ه.ش هـ.ق ه.ق هـ ه شمسی قمری هجری هجري هجرية للهجرة میلادی ميلادي ميلادية",
                "a.h. ah h",
            )
        ),
        key=len,
        reverse=True,
    )
)
