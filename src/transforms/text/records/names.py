"""The names that dumps, services and crawlers in common use give to the fields of an article, and
the wrappers in which they put it.
"""

from __future__ import annotations

_NAMES = {
    "url": """
        url link canonical_url article_url responded_url requested_url uri permalink web_url
        page_url story_url source_url news_url post_url final_url original_url href
        main_entity_of_page canonical canonical_link url_source
    """,
    "title": """
        title headline article_title web_title news_title story_title post_title page_title
        title_text headline_text head_line hed
    """,
    "text": """
        text body content story maintext plain_text plaintext article_body full_text fulltext
        article_text content_text body_text main_text text_content article_content cleaned_text
        story_text news_text post_content full_content raw_text document_text story_body news_body
        article_full_text contents paragraphs article story_content content_elements
        markdown markdown_content
    """,
    "html": """
        html raw_html content_html page_html html_content body_html page_source
    """,
    "published": """
        date published publish_date published_at date_publish date_published published_date
        publishing_date publication_date pub_date published_on web_publication_date publication_time
        publish_time published_time pub_time pubtime first_published first_published_at posted_at
        date_posted post_date posted_on release_date seen_date article_date news_date story_date
        date_time datetime date_gmt
        first_publish_date display_date publish_ts published_ts publish_timestamp
        published_timestamp publication_timestamp pub_timestamp
    """,
    "modified": """
        modified date_modified modified_at updated_at updated date_modify last_modified
        modified_gmt date_updated last_updated
    """,
    "captured_at": """
        captured_at crawl_date scraped_at date_download crawled_at fetched_at retrieved_at
        download_date fetch_time crawl_time collected_at date_crawled date_scraped scrape_date
        capture_date crawled scraped fetched retrieved downloaded crawl_timestamp crawl_datetime
        scrape_time scraped_on fetch_date fetched_on download_time downloaded_at retrieved_on
    """,
    "outlet": """
        outlet source domain site publication_title publisher source_domain site_name source_name
        media_name media newspaper website news_source outlet_name publisher_name publication
    """,
    "language": "language lang language_code",
    "author": "author authors byline creator writer journalist reporter author_name author_names"
    " credits",
    "licence": "licence license license_url licence_url license_name",
    "section": """
        section category rubric section_name category_name news_desk desk categories sections
        article_section
    """,
}
#: The same in other languages than English, as tables and scrapers of their papers have them; no
#: word that is also an English wrapper's, such as `data`.
_NAMES_ELSEWHERE = {
    "url": "adresse lien enlace ссылка 链接 鏈接 網址 网址 링크 رابط tautan",
    "title": """
        titel überschrift schlagzeile titre título titulo titular manchete titolo rubrik otsikko
        tytuł başlık baslik judul tiêu_đề заголовок 标题 標題 タイトル 見出し 제목 기사제목 العنوان
    """,
    "text": """
        volltext artikeltext inhalt texte contenu corps texto contenido cuerpo conteúdo conteudo
        corpo testo contenuto tekst inhoud treść içerik metin isi nội_dung текст 正文 内容 內容 全文
        本文 본문 기사본문 내용 النص المحتوى
    """,
    "published": """
        datum veröffentlicht erscheinungsdatum fecha fecha_publicacion data_publicacao tarih
        tanggal ngày ngày_đăng дата 日期 发布时间 發布時間 时间 時間 日付 公開日 配信日
        일자 날짜 작성일 등록일 التاريخ
    """,
    "outlet": """
        quelle zeitung medium fuente medio diario fonte veículo testata bron kaynak sumber издание
        источник 来源 來源 媒体 媒體 新聞社 언론사 매체 المصدر
    """,
    "author": """
        verfasser auteur autor autora autore yazar penulis tác_giả автор 作者 记者 記者 著者 기자
        기고자 الكاتب
    """,
    "section": "ressort rubrique sección seccion seção sezione rubriek kategori рубрика 栏目 欄目",
    "language": "sprache langue idioma lingua taal язык 语言 語言",
}
#: Field -> the names it goes by, best first; compared without case, `_`, `-` and spaces, so that
#: `publishedAt` is `published_at`. Sources: news-please, Fundus, CC-News exports, JSON Feed, common
#: scraper dumps, the interfaces of the New York Times, the Guardian, GDELT and WordPress.
NAMES: dict[str, tuple[str, ...]] = {
    f: (*names.split(), *_NAMES_ELSEWHERE.get(f, "").split()) for f, names in _NAMES.items()
}
#: Wrappers in which search engines, services and scrapers put the record proper, or parts of it.
WRAPPERS = (
    "_source",
    "_embedded",
    "article",
    "fields",
    "attributes",
    "node",
    "document",
    "doc",
    "item",
    "post",
    "record",
)
#: Objects that hold what is known of an article beside its text: a field of them is its own.
ABOUT = ("meta", "metadata", "info", "dates", "date_info", "timestamps", "times", "details")
#: Names under which an object that is a field's value keeps that value itself, best first.
INNER = (
    "name",
    "title",
    "text",
    "main",
    "original",
    "rendered",
    "value",
    "processed",
    "full",
    "default",
    "basic",
    "plain",
    "body",
    "html",
    "#text",
    "_text",
    "@value",
    "$date",
    "$numberLong",
    "iso",
    "iso8601",
    "url",
    "href",
    "@id",
)
