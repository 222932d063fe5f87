"""Labels of a printed date by what they make of it: published, updated, or another day than the
article's.

A label of several words is known by the one that it does not share with another: French writes
`mis en ligne` and `mis à jour`.
"""

from __future__ import annotations

from transforms.words.patterns import any_form, word_set

#: Labels of the day a text last changed: such a day only bounds the publication from above.
UPDATE_LABELS = word_set(
    {
        "any": "upd",
        "en": "updated update updates modified revised edited changed amended",
        "de": "aktualisiert aktualisierung geändert änderung update bearbeitet überarbeitet",
        "es": "actualizado actualizada actualización modificado modificada modificación",
        "fr": "actualisé actualisée mis jour modifié modifiée",
        "it": "aggiornato aggiornata aggiornamento modificato modifica modificata",
        "pt": "atualizado atualizada atualização actualizado actualizada modificado alterado",
        "ca": "actualitzat actualitzada actualització",
        "gl": "actualizado",
        "eu": "eguneratua eguneratuta",
        "ro": "actualizat actualizată actualizare modificat",
        "nl": "bijgewerkt gewijzigd geüpdatet aangepast",
        "ru": "обновлено обновлен обновлена изменено изменен дополнено",
        "uk": "оновлено змінено",
        "be": "абноўлена",
        "bg": "обновена обновен актуализирана променена",
        "mk": "ажурирано",
        "sr bs hr sl": "ажурирано ažurirano ažuriran posodobljeno izmijenjeno измењено",
        "pl": "zaktualizowano aktualizacja aktualizowano zmodyfikowano",
        "cs sk": "aktualizováno aktualizované upraveno aktualizace upravené",
        "sv": "uppdaterad uppdaterat ändrad senast",
        "da": "opdateret ændret",
        "no": "oppdatert endret",
        "is": "uppfært",
        "fi": "päivitetty muokattu",
        "et": "uuendatud muudetud",
        "lv": "atjaunots labots",
        "lt": "atnaujinta",
        "hu": "frissítve módosítva frissült frissítés",
        "tr az": "güncelleme güncellendi güncellenme yenilənib",
        "sq": "përditësuar",
        "el": "ενημέρωση ενημερώθηκε τροποποίηση",
        "hy": "թարմացվել",
        "ka": "განახლდა",
        "zh ja": """
            更新 修改 更新日 最終更新 編集 改訂 更新于 更新於 更新时间 更新時間 更新日時 最后更新
        """,
        "ko": "수정 업데이트 최종수정 기사수정 최종업데이트",
        "ar": "تحديث التحديث آخر حدث عدل",
        "fa": "بروزرسانی به‌روزرسانی ویرایش",
        "ur": "اپ ڈیٹ",
        "he": "עודכן עדכון",
        "hi mr ne": "अपडेट अपडेटेड अद्यतन अद्ययावत",
        "bn": "আপডেট হালনাগাদ",
        "ta": "புதுப்பிக்கப்பட்டது",
        "te": "నవీకరించబడింది",
        "th": "อัปเดต อัพเดท แก้ไข อัพเดต ปรับปรุง",
        "vi": "cập",
        "id ms": "diperbarui diperbaharui diubah dikemaskini pembaruan",
        "sw": "imesasishwa",
        "tl": "binago",
    }
)
#: Labels of the day of publication.
PUBLISHED_LABELS = word_set(
    {
        "any": "pub",
        "en": """
            published publish publication posted post first issued released created written
            submitted originally uploaded filed aired premiered
        """,
        "de": """
            veröffentlicht veröffentlichung erschienen erschien erstellt geschrieben gepostet
            gespeichert eingestellt erstveröffentlichung publiziert hochgeladen
        """,
        "fr": "publié publiée publication parution ligne créé écrit posté diffusé paru soumis",
        "es": "publicado publicada publicación creado escrito enviado subido",
        "it": "pubblicato pubblicata pubblicazione creato scritto inserito postato",
        "pt": "publicado publicada publicação postado criado escrito",
        "ca": "publicat publicada publicació creat",
        "gl eu": "publicado publicada argitaratua argitaratuta",
        "ro": "publicat publicată publicare postat scris",
        "nl": "gepubliceerd geplaatst verschenen publicatiedatum geschreven",
        "ru": "опубликовано опубликован опубликована публикации публикация размещено создано",
        "uk": "опубліковано опублікована публікації створено",
        "be": "апублікавана",
        "bg": "публикувано публикувана публикуван",
        "mk": "објавено",
        "sr bs hr sl": "објављено objavljeno objava objavljena datum objavio",
        "pl": "opublikowano opublikowany publikacja publikacji dodano utworzono napisano",
        "cs sk": (
            "zveřejněno vydáno publikováno zverejnené publikované vydané vytvořeno vloženo pridané"
        ),
        "sv": "publicerad publicerat skapad",
        "da": "publiceret udgivet offentliggjort oprettet",
        "no": "publisert lagt opprettet",
        "is": "birt",
        "fi": "julkaistu",
        "et": "avaldatud",
        "lv": "publicēts",
        "lt": "paskelbta publikuota",
        "hu": "megjelent közzétéve megjelenés publikálva létrehozva feltöltve",
        "tr az": "yayınlanma yayınlandı yayın giriş eklenme oluşturulma dərc yayımlanma",
        "sq": "publikuar botuar",
        "el": "δημοσίευση δημοσιεύθηκε δημοσιεύτηκε ανάρτηση",
        "hy": "հրապարակվել",
        "ka": "გამოქვეყნდა",
        "zh": """
            发布 发表 發布 發表 发布于 發布於 发布时间 發布時間 刊登 出版 发稿 上传 发表于 發表於
        """,
        "ja": """
            公開 配信 掲載 発行 発表 公開日 掲載日 投稿 投稿日 作成 作成日 公開日時 配信日時 初出
            発信
        """,
        "ko": "입력 등록 승인 기사입력 작성 송고 발행 게시 최초입력 기사등록 등록일 게시일 작성일",
        "ar": "نشر النشر نُشر كتب كتبت تاريخ نشرت أضيف صدر",
        "fa": "انتشار منتشر تاریخ درج",
        "ur": "شائع",
        "he": "פורסם",
        "hi mr ne": "प्रकाशित पब्लिश पोस्ट",
        "bn": "প্রকাশিত প্রকাশ",
        "ta": "வெளியிடப்பட்டது பதிவு",
        "te": "ప్రచురించబడింది ప్రచురణ",
        "ml": "പ്രസിദ്ധീകരിച്ചത്",
        "kn": "ಪ್ರಕಟಣೆ ಪ್ರಕಟಿತ",
        "gu": "પ્રકાશિત",
        "pa": "ਪ੍ਰਕਾਸ਼ਿਤ",
        "si": "ප්‍රකාශිත",
        "th": "เผยแพร่ โพสต์ เผยแพร่เมื่อ",
        "vi": "đăng",
        "id ms": "diterbitkan dipublikasikan tayang terbit diunggah dipublikasi dimuat",
        "sw": "imechapishwa",
        "tl": "nailathala",
    }
)
#: Labels of days that are not the article's own, wherever they stand.
OTHER_LABELS = word_set(
    {
        "en": """
            reviewed accessed retrieved copyright © comment comments expires expiry deadline until
            joined member event due effective valid archived captured checked verified next starts
            ends closes opens born died upcoming factchecked fact-checked received accepted seen
            registered visited since
        """,
        "de": "registriert dabei abgerufen kommentar kommentare gültig bis frist mitglied geprüft",
        "fr": "consulté commentaire jusqu'au relu inscrit",
        "es": "consultado comentario hasta revisado",
        "it": "consultato commento fino",
        "pt": "acessado comentário até revisado",
        "ru": "комментарий",
        "zh ja": "评论 コメント 閲覧 登録",
    }
)
#: Beginnings of the words that say in markup or text that a time is an update's.
UPDATE_STEMS = any_form(
    {
        "en": (r"updat", r"modif", r"revis", r"edited"),
        "de": (r"aktualis", r"geändert"),
        "es": (r"actuali",),
        "fr": (r"mise? à jour",),
        "pt": (r"atualiz",),
        "it": (r"aggiorn",),
        "nl": (r"bijgewerkt", r"gewijzigd"),
        "pl cs": (r"aktualizac", r"aktualizov"),
        "fi": (r"päivit",),
        "no": (r"oppdater",),
        "da": (r"opdater",),
        "sv": (r"uppdater",),
        "hu": (r"frissít",),
        "tr": (r"güncelle",),
        "zh ja": (r"更新", r"修改"),
        "ko": (r"수정",),
        "ru": (r"обновл",),
        "uk": (r"оновл",),
        "ar": (r"تحديث",),
        "vi": (r"cập nhật",),
        "id": (r"diperbar",),
    }
)
#: What a day is by the label beside it, and the labels that say so.
ROLES = (("updated", UPDATE_LABELS), ("published", PUBLISHED_LABELS), ("other", OTHER_LABELS))
