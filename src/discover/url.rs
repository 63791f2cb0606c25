//! What an address says: whose page it is, and which words it spells.
//!
//! Only its letters are read; nothing is fetched.

/// What kind of page an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page<'u> {
    /// A person's page, and the handle or slug in its address.
    Profile(&'u str),
    /// The first page of a site, and the telling label of its host name.
    Home(&'u str),
    /// A page below it.
    Below,
}

/// An address in its parts, without scheme, `www.` and closing slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'u> {
    /// The host name; empty for an address within the site.
    pub host: &'u str,
    /// What follows, without slashes at its ends.
    pub path: &'u str,
}

/// Sites where everybody has a page, with what stands before the handle.
const PROFILES: &[(&str, &[&str])] = &[
    ("twitter.com", &[""]),
    ("x.com", &[""]),
    ("mobile.twitter.com", &[""]),
    ("linkedin.com", &["in", "pub"]),
    ("github.com", &[""]),
    ("gitlab.com", &[""]),
    ("medium.com", &[""]),
    ("facebook.com", &[""]),
    ("about.me", &[""]),
    ("crunchbase.com", &["person"]),
    ("keybase.io", &[""]),
    ("dev.to", &[""]),
];

/// Folders of a site in which its people have their pages.
const PEOPLE: &[&str] = &["author", "authors", "people", "person", "speaker", "speakers", "team", "users", "profile", "bio"];

/// Sites whose host name says nothing about what is on a page.
const SHELVES: &[&str] =
    &["wikipedia", "youtube", "youtu", "google", "goo", "bit", "amazonaws", "wordpress", "blogspot", "archive"];

/// Labels that stand before or behind the telling one.
const COMMON_LABELS: &[&str] =
    &["www", "docs", "blog", "blogs", "en", "developer", "cloud", "co", "com", "org", "net", "ac", "m"];

impl<'u> Address<'u> {
    /// Takes an address apart.
    pub fn new(url: &'u str) -> Self {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let (rest, has_host) = match url.split_once("://") {
            Some((_, rest)) => (rest, true),
            None => (url.strip_prefix("//").unwrap_or(url), url.starts_with("//") || url.starts_with("www.")),
        };
        let (host, path) = if has_host { rest.split_once('/').unwrap_or((rest, "")) } else { ("", rest) };
        Self { host: host.strip_prefix("www.").unwrap_or(host), path: path.trim_matches('/') }
    }

    /// Whose page it is.
    pub fn page(&self) -> Page<'u> {
        let mut parts = self.path.split('/');
        for (host, folders) in PROFILES {
            if self.host.eq_ignore_ascii_case(host)
                || self.host.strip_suffix(host).is_some_and(|rest| rest.len() == 3 && rest.ends_with('.'))
            {
                let first = parts.next().unwrap_or_default();
                let handle = if folders.contains(&"") {
                    first
                } else if folders.contains(&first) {
                    parts.next().unwrap_or_default()
                } else {
                    ""
                };
                let rest = parts.next().unwrap_or_default();
                return if handle.is_empty() || !rest.is_empty() {
                    Page::Below
                } else {
                    Page::Profile(handle.trim_start_matches('@'))
                };
            }
        }
        let parts: Vec<&str> = self.path.split('/').collect();
        if let [.., folder, slug] = parts[..]
            && PEOPLE.contains(&folder)
            && !slug.is_empty()
        {
            return Page::Profile(slug);
        }
        if self.path.is_empty() && !self.host.is_empty() {
            return self.label().map_or(Page::Below, Page::Home);
        }
        Page::Below
    }

    /// The telling label of the host name: `docker` of `www.docker.com`, `envoyproxy` of `www.envoyproxy.io`.
    pub fn label(&self) -> Option<&'u str> {
        let labels: Vec<&str> = self.host.split('.').collect();
        let (_, labels) = labels.split_last()?;
        let telling = labels.iter().rev().find(|label| !COMMON_LABELS.contains(label))?;
        (telling.len() > 1 && !SHELVES.contains(telling)).then_some(*telling)
    }

    /// The last part of the path that spells words: `containers-and-kubernetes` of `…/2020/containers-and-kubernetes/`.
    pub fn slug(&self) -> Option<&'u str> {
        let last = self.path.rsplit('/').next()?;
        let last = [".html", ".htm", ".md", ".php", ".aspx"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(last);
        let spells = last.bytes().filter(u8::is_ascii_alphabetic).count() * 2 > last.len();
        (last.len() > 2 && spells).then_some(last)
    }
}

/// The words of a slug, handle or file name, in lower case.
pub fn slug_words(slug: &str) -> Vec<String> {
    let parts = slug.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_whose_page_it_is() {
        for (url, page) in [
            ("https://twitter.com/@adalovelace", Page::Profile("adalovelace")),
            ("https://twitter.com/ada/status/12", Page::Below),
            ("https://uk.linkedin.com/in/ada-lovelace-1a2b/", Page::Profile("ada-lovelace-1a2b")),
            ("https://www.linkedin.com/company/x", Page::Below),
            ("https://example.org/author/ada-lovelace/", Page::Profile("ada-lovelace")),
            ("/author/ada-lovelace/", Page::Profile("ada-lovelace")),
            ("http://www.shopwave.io/?a=b", Page::Home("shopwave")),
            ("https://docs.shopwave.co.uk", Page::Home("shopwave")),
            ("https://shopwave.io/products", Page::Below),
            ("", Page::Below),
            ("#top", Page::Below),
        ] {
            assert_eq!(Address::new(url).page(), page, "{url}");
        }
        assert_eq!(Address::new("https://a.org/2020/x-y-z.html").slug(), Some("x-y-z"));
        assert_eq!(Address::new("https://a.org/2020/").slug(), None);
    }
}
