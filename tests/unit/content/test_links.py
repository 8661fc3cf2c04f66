"""The link check: which addresses it opens, and what it says of those that do not open."""

import http.server
import threading

import pytest

from bot.content.links import addresses, dead_links


class Pages(http.server.BaseHTTPRequestHandler):
    """A site on this machine: ``/200`` answers 200, ``/404`` answers 404, and so on."""

    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site():
    """The address of a site that answers each path with that status."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_addresses_of_sources_links_figures_and_contacts_are_opened_once(content):
    found = addresses(content)
    assert found["https://www.gov.uk/tea-code"] == "tea/break_length"
    assert "https://www.gov.uk/biscuits/newest" in found
    assert "https://www.tea.org.uk/contact" in found
    assert len(set(found)) == len(found)


def test_page_that_opens_or_is_only_shut_to_programs_is_well(site):
    pages = {f"{site}/{status}": "tea" for status in (200, 204, 403, 429)}
    assert dead_links(pages, seconds=5) == []


def test_page_that_is_gone_is_reported_with_what_names_it(site):
    (fault,) = dead_links({f"{site}/200": "tea/one", f"{site}/404": "tea/two"}, seconds=5)
    assert (fault.where, fault.what) == ("tea/two", "answers 404.")


def test_site_that_does_not_answer_is_reported():
    (fault,) = dead_links({"http://127.0.0.1:9/": "tea/one"}, seconds=2)
    assert fault.what == "does not answer (ConnectionError)."
