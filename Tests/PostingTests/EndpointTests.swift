import Posting
import Testing

@Suite struct EndpointTests {
  struct Good: Sendable, CustomTestStringConvertible {
    let text: String
    let url: String
    let shown: String
    var testDescription: String { text }

    init(_ text: String, _ url: String? = nil, shown: String? = nil) {
      self.text = text
      self.url = url ?? text
      self.shown = shown ?? self.url
    }
  }

  @Test(arguments: [
    Good("https://hooks.example.com/a/b"),
    Good("https://hooks.example.com", "https://hooks.example.com/"),
    Good("HTTPS://Hooks.Example.COM/A", "https://hooks.example.com/A"),
    Good("https://h.example:443/", "https://h.example/"),
    Good("https://h.example:8443/x"),
    Good("https://h.example:1/"),
    Good("https://h.example:65535/"),
    Good("https://h.example./x"),
    Good("https://my_host.example/x"),
    Good("https://xn--bcher-kva.example/"),
    Good("https://localhost/"),
    Good(
      "https://h.example?token=secret", "https://h.example/?token=secret",
      shown: "https://h.example/?…"),
    Good("https://h.example/p?a=b?c/d", shown: "https://h.example/p?…"),
    Good("https://h.example/a%20b%C3%A9/.././x"),
    Good("https://h.example/p;v=1,2:3@4!$&'()*+~-._=[0]"),
    Good("https://127.0.0.1:9/x"),
    Good("https://[::1]:8443/x"),
    Good("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
    Good("https://[::ffff:127.0.0.1]/"),
    Good("https://1.example/"),
    Good("https://0xbeef.example/"),
  ]) func takes(_ row: Good) throws {
    let endpoint = try Endpoint(parsing: row.text)
    #expect(endpoint.url == row.url)
    #expect(endpoint.shown == row.shown)
  }

  @Test(arguments: [
    ("https://10.1.2.3/", IPAddress.v4(0x0A01_0203)),
    ("https://[::1]/", IPAddress.v6(1)),
    ("https://h.example/", nil),
  ]) func knowsLiteralAddresses(_ text: String, _ address: IPAddress?) throws {
    #expect(try Endpoint(parsing: text).address == address)
  }

  @Test(arguments: [
    ("http://h.example/", "http is not supported"),
    ("HTTP://h.example/", "http is not supported"),
    ("ftp://h.example/", "must start with https://"),
    ("h.example/x", "starts with https://"),
    ("https:/h.example", "starts with https://"),
    ("https:h.example", "starts with https://"),
    ("", "starts with https://"),
    ("https://", "no host"),
    ("https:///x", "no host"),
    ("https://:443/", "no host"),
    ("https://?x", "no host"),
    ("https://user@h.example/", "user information"),
    ("https://user:hunter2@h.example/", "user information"),
    ("https://@h.example/", "user information"),
    ("https://h.example/#top", "fragment"),
    ("https://h.example#", "fragment"),
    ("https://h.example:/", "port"),
    ("https://h.example:0/", "port"),
    ("https://h.example:080/", "port"),
    ("https://h.example:65536/", "port"),
    ("https://h.example:99999999999999999999/", "port"),
    ("https://h.example:8443x/", "port"),
    ("https://h.example:+443/", "port"),
    ("https://h.example:443:443/", "port"),
    ("https://2130706433/", "four decimal numbers"),
    ("https://0x7f000001/", "four decimal numbers"),
    ("https://0x7f.1/", "four decimal numbers"),
    ("https://127.1/", "four decimal numbers"),
    ("https://127.0.1/", "four decimal numbers"),
    ("https://127.0.0.1./", "four decimal numbers"),
    ("https://017700000001/", "four decimal numbers"),
    ("https://127.0.0.01/", "four decimal numbers"),
    ("https://256.0.0.1/", "four decimal numbers"),
    ("https://1.2.3.4.5/", "four decimal numbers"),
    ("https://h.example.0x1/", "four decimal numbers"),
    ("https://①②⑦.0.0.1/", "not ASCII"),
    ("https://bücher.example/", "not ASCII"),
    ("https://h%2eexample/", "no host name"),
    ("https://h..example/", "no host name"),
    ("https://.h.example/", "no host name"),
    ("https://-h.example/", "no host name"),
    ("https://h-.example/", "no host name"),
    ("https://./", "no host name"),
    ("https://h!x/", "no host name"),
    ("https://\(String(repeating: "a", count: 64)).example/", "no host name"),
    ("https://[::1/", "not closed"),
    ("https://[1.2.3.4]/", "no IPv6"),
    ("https://[fe80::1%25eth0]/", "no IPv6"),
    ("https://[::1]x/", "port"),
    ("https://[]/", "no IPv6"),
    ("https://h.example/a b", "space"),
    (" https://h.example/", "space"),
    ("https://h.example/\r\nX: y", "control"),
    ("https://h.example/\u{0}", "control"),
    ("https://h.example/\t", "control"),
    ("https://h.example/é", "%XX"),
    ("https://h.example/<x>", "%XX"),
    ("https://h.example\\x", "%XX"),
    ("https://h.example/{id}", "%XX"),
    ("https://h.example/%", "two hexadecimal digits"),
    ("https://h.example/%4", "two hexadecimal digits"),
    ("https://h.example/%zz", "two hexadecimal digits"),
    ("https://h.example/" + String(repeating: "x", count: 65536), "longer than"),
  ]) func refuses(_ text: String, _ words: String) {
    let error = #expect(throws: EndpointError.self) { try Endpoint(parsing: text) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("hunter2") == false)
  }

  @Test(arguments: [
    ("https://a.example/x?token=1#f", "https://a.example/x?…"),
    ("https://a.example/x#f", "https://a.example/x#…"),
    ("https://user:pass@a.example/x", "https://a.example/x"),
    ("/next\u{1B}[31m", "/next%1B[31m"),
    ("https://a.example/é", "https://a.example/%C3%A9"),
    (
      "https://a.example/" + String(repeating: "x", count: 400),
      "https://a.example/" + String(repeating: "x", count: 282) + "…"
    ),
  ]) func showsWithoutSecrets(_ url: String, _ shown: String) {
    #expect(ShownURL.text(of: url) == shown)
  }
}

@Suite struct ProxyTests {
  @Test(arguments: [
    ("http://proxy.example:3128", "proxy.example:3128"),
    ("http://proxy.example", "proxy.example:80"),
    ("https://proxy.example/", "proxy.example:443"),
    ("http://me:pa%20ss@10.0.0.1:8080", "10.0.0.1:8080"),
    ("http://[fd00::1]", "[fd00::1]:80"),
    ("http://[fd00::1]:3128", "[fd00::1]:3128"),
  ]) func takes(_ text: String, _ authority: String) throws {
    #expect(try Proxy(parsing: text).authority == authority)
  }

  @Test(arguments: [
    "proxy.example:3128", "socks5://proxy.example", "http://", "http://proxy.example/path",
    "http://me:p@ss@proxy.example", "http://pro xy",
  ]) func refuses(_ text: String) {
    #expect(throws: EndpointError.self) { try Proxy(parsing: text) }
  }
}
