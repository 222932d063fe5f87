"""Hosts at which many people have sites of their own, by a name before the host or behind it.

The private part of the public suffix list names many; here are those that it leaves out. Source:
the platforms' own documentation of their addresses.
"""

from __future__ import annotations

import re

#: Below these every name is a site of its own.
_HOSTS = """
    substack.com wordpress.com
    medium.com tumblr.com livejournal.com dreamwidth.org typepad.com typepad.fr typepad.co.uk
    ghost.io beehiiv.com buttondown.email hashnode.dev bearblog.dev write.as micro.blog svbtle.com
    posthaven.com mirror.xyz paragraph.xyz squarespace.com weebly.com wix.com site123.me
    mystrikingly.com godaddysites.com jimdo.com jimdosite.com webnode.com webnode.cz webnode.page
    webnode.sk webnode.hu webnode.fr webnode.es home.blog news.blog travel.blog edublogs.org
    noblogs.org blackblogs.org hypotheses.org over-blog.com over-blog.fr canalblog.com eklablog.com
    centerblog.net blog4ever.com skyrock.com free.fr blog.hu blog.cz blogg.se blogg.no
    blogs.sapo.pt blox.pl ucoz.ru ucoz.com narod.ru tilda.ws hatenablog.com hatenablog.jp
    hatenadiary.org livedoor.blog blog.jp fc2.com seesaa.net exblog.jp cocolog-nifty.com
    tistory.com egloos.com pixnet.net blogfa.com mihanblog.com persianblog.ir blog.ir virgool.io
    tripod.com angelfire.com bravesites.com gitbook.io readthedocs.io mn.co podbean.com libsyn.com
    buzzsprout.com jimdofree.com jimdoweb.com strikingly.com webador.com webador.de webador.nl
    neocities.org surge.sh wpengine.com wpcomstaging.com pressbooks.pub ning.com curated.co
    letterdrop.co 000webhostapp.com insanejournal.com unblog.fr blogg.org overblog.com e-monsite.com
    revolublog.com kazeo.com blogfree.net blogas.lt vuodatus.net bloggplatsen.se blogcu.com zip.net
    typepad.jp muragon.com themedia.jp amebaownd.com localinfo.jp storeinfo.jp web.fc2.com
"""
#: Blogger shows one blog under the ending of each reader's country.
BLOGGER = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}\Z")
_NAMED = "|".join(re.escape(host) for host in sorted(_HOSTS.split(), key=len, reverse=True))
#: The host of one site at such a platform, without what stands before it: `rooks.substack.com`.
PLATFORM = re.compile(rf"(?<![^.])(?!www\.)[^.]+\.(?:{_NAMED}|blog\d*\.fc2\.com)\Z")
#: An address, without its scheme, as far as the name behind the host that says whose site it is:
#: `medium.com/@rooks`.
OWNER_IN_PATH = re.compile(
    r"(?:"
    r"medium\.com/(?!m/|tag/|search|p/|me/)@?[\w.-]+(?=/)|substack\.com/@[\w-]+"
    r"|sites\.google\.com/(?:view|site|a)/[\w.-]+|(?:old\.|new\.)?buttondown\.(?:email|com)/[\w-]+(?=/archive)"
    r"|tinyletter\.com/[\w-]+(?=/letters)|ameblo\.jp/[\w-]+(?=/)|note\.com/[\w-]+(?=/n/)"
    r"|(?:m\.)?blog\.naver\.com/(?!PostView)\w+|brunch\.co\.kr/@\w+|zhuanlan\.zhihu\.com/(?!p/)\w+"
    r"|users\.livejournal\.com/[\w-]+|(?:www\.)?geocities\.(?:com|ws|jp)/[\w.-]+(?:/\d{4})?"
    r"|members\.tripod\.com/~?[\w.-]+|dzen\.ru/(?!a/)@?[\w.-]+|write\.as/(?!read)[\w-]+(?=/)"
    r"|blog\.(?:livedoor\.jp|goo\.ne\.jp|daum\.net)/[\w-]+(?=/)|plaza\.rakuten\.co\.jp/\w+(?=/)"
    r"|issuu\.com/[\w.-]+|mailchi\.mp/[\w-]+(?=/)|(?:[\w-]+\.)*[\w-]+/~[\w.-]+(?=/)"
    r")"
)
#: One of these is in any address that OWNER_IN_PATH matches.
OWNER_SIGNS = (
    "medium.com/", "substack.com/@", "sites.google.com/", "buttondown.", "tinyletter.com/",
    "ameblo.jp/", "note.com/", "blog.naver.com/", "brunch.co.kr/", "zhuanlan.zhihu.com/",
    "livejournal.com/", "geocities.", "members.tripod.com/", "dzen.ru/", "write.as/",
    "blog.livedoor.jp/", "blog.goo.ne.jp/", "blog.daum.net/", "plaza.rakuten.co.jp/", "issuu.com/",
    "mailchi.mp/", "/~",
)  # fmt: skip
#: Hosts on which sites show the same pages to other screens.
SCREEN = re.compile(r"^(?:www\d?|m|mobile|amp|touch)\.(?=[^.]+\.)")
