"""Words of folder names that say what is in a folder and not who printed it."""

from __future__ import annotations

from transforms.words.patterns import word_set

FOLDER_WORDS = word_set(
    {
        "any": """
            arc csv gz htm html http https json jsonl rec src tmp txt url urls utf v w wacz
            warc warcs wat wet www xml zip zst q t z utc gmt am pm
        """,
        "en": """
            a all and archive archives article articles attachments backup batch body bodies
            by cache capture captured captures clean collection content corpora corpus crawl
            crawled crawls current daily data dataset date day days document documents docs
            download downloads dump dumps export exports feed feeds file files final folder
            full hourly in inbox incoming input inputs item items landing latest list local
            media misc month monthly months new news old other out output outputs page pages
            part parts plain process processed publication published raw records resource
            resources run runs sample samples scrape scraped set sets site sites snapshot
            snapshots source sources static store stories story test tests text texts temp
            todo undated unknown unsorted upload uploads version web week weekly weeks year
            years jan january feb february mar march apr april may jun june jul july aug
            august sep sept september oct october nov november dec december mon monday tue
            tuesday wed wednesday thu thursday fri friday sat saturday sunday
        """,
    }
)
