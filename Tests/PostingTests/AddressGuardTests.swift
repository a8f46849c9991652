import Posting
import Testing

@Suite struct AddressGuardTests {
  /// Addresses and what the guard calls them; nil is permitted.
  ///
  /// Each block has its first and last
  /// address here, and its neighbours where those may be dialled.
  @Test(arguments: [
    ("0.0.0.0", "an unspecified"), ("0.255.255.255", "an unspecified"), ("1.0.0.0", nil),
    ("9.255.255.255", nil), ("10.0.0.0", "a private"), ("10.255.255.255", "a private"),
    ("11.0.0.0", nil), ("93.184.216.34", nil), ("8.8.8.8", nil),
    ("100.63.255.255", nil), ("100.64.0.0", "a carrier-grade NAT"),
    ("100.127.255.255", "a carrier-grade NAT"), ("100.128.0.0", nil),
    ("100.100.100.200", "a cloud metadata"),
    ("126.255.255.255", nil), ("127.0.0.1", "a loopback"), ("127.255.255.255", "a loopback"),
    ("128.0.0.0", nil), ("168.63.129.16", "a cloud metadata"), ("168.63.129.17", nil),
    ("169.253.255.255", nil), ("169.254.0.0", "a link-local"),
    ("169.254.169.254", "a cloud metadata"), ("169.255.0.0", nil),
    ("172.15.255.255", nil), ("172.16.0.0", "a private"), ("172.31.255.255", "a private"),
    ("172.32.0.0", nil), ("192.0.0.0", "a protocol assignment"),
    ("192.0.0.192", "a cloud metadata"), ("192.0.1.0", nil),
    ("192.0.2.1", "a documentation"), ("192.0.3.0", nil), ("192.88.99.1", "a 6to4 relay"),
    ("192.168.0.0", "a private"), ("192.168.255.255", "a private"), ("192.169.0.0", nil),
    ("198.17.255.255", nil), ("198.18.0.0", "a benchmarking"), ("198.19.255.255", "a benchmarking"),
    ("198.20.0.0", nil), ("198.51.100.7", "a documentation"), ("203.0.113.7", "a documentation"),
    ("223.255.255.255", nil), ("224.0.0.0", "a multicast"), ("239.255.255.255", "a multicast"),
    ("240.0.0.0", "a reserved"), ("255.255.255.254", "a reserved"),
    ("255.255.255.255", "a broadcast"),
    ("::", "an unspecified"), ("::1", "a loopback"), ("::2", "an IPv4-compatible"),
    ("::127.0.0.1", "an IPv4-compatible"), ("::ffff:127.0.0.1", "a loopback"),
    ("::ffff:10.1.2.3", "a private"), ("::ffff:7f00:1", "a loopback"), ("::ffff:8.8.8.8", nil),
    ("64:ff9b::a00:1", "a NAT64"), ("64:ff9b:1::1", "a NAT64"), ("64:ff9b:2::1", nil),
    ("100::1", "a discard-only"), ("100:0:0:1::", nil), ("2001::1", "a Teredo"),
    ("2001:1::1", nil), ("2001:2::1", "a benchmarking"), ("2001:db8::1", "a documentation"),
    ("2001:db9::", nil), ("2002:7f00:1::", "a 6to4"), ("2003::", nil),
    ("2606:2800:220:1:248:1893:25c8:1946", nil), ("3fff::1", "a documentation"),
    ("3fff:1000::", nil), ("5f00::1", "a segment routing"), ("5f01::", nil),
    ("fbff::", nil), ("fc00::", "a private"), ("fd00:ec2::254", "a cloud metadata"),
    ("fdff:ffff::", "a private"), ("fe80::1", "a link-local"), ("febf::1", "a link-local"),
    ("fec0::1", "a site-local"), ("ff02::1", "a multicast"),
  ]) func judges(_ text: String, _ kind: String?) throws {
    let address = try #require(IPAddress(text))
    #expect(AddressGuard().objection(to: address) == kind)
  }

  @Test(arguments: [
    ("127.0.0.0/8", "127.0.0.1", true), ("127.0.0.1", "127.0.0.1", true),
    ("127.0.0.1", "127.0.0.2", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
    ("::ffff:127.0.0.0/104", "127.0.0.1", true), ("10.0.0.0/8", "127.0.0.1", false),
    ("0.0.0.0/0", "169.254.169.254", true), ("0.0.0.0/0", "::1", false), ("::/0", "::1", true),
    ("::/0", "127.0.0.1", false), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fc00::1", false),
    ("64:ff9b::/96", "64:ff9b::808:808", true), ("::1", "::1", true),
  ]) func allows(_ block: String, _ text: String, _ isAllowed: Bool) throws {
    let address = try #require(IPAddress(text))
    let allowing = AddressGuard(allowing: [try AddressBlock(parsing: block)])
    #expect((allowing.objection(to: address) == nil) == isAllowed)
  }

  @Test(arguments: [
    "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/8", "::1/129",
    "fe80::1%eth0", "10/8", "example.com", "fd00::1/8", "127.0.0.1/8/8",
  ]) func refusesBlocks(_ text: String) {
    #expect(throws: AddressBlockError.self) { try AddressBlock(parsing: text) }
  }

  @Test func namesAddressAndOption() throws {
    let address = try #require(IPAddress("::ffff:10.0.0.5"))
    #expect(
      AddressGuard.sentence(about: address, "a private")
        == "10.0.0.5 is a private address; --allow-net 10.0.0.5 permits it")
  }
}

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("1.2.3.4", "1.2.3.4"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("1::2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
    ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ("0001::000f", "1::f"),
  ]) func readsAndWrites(_ text: String, _ written: String) throws {
    #expect(try #require(IPAddress(text)).description == written)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "0x1.2.3.4", "1..3.4",
    "+1.2.3.4", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4::5:6:7:8",
    "12345::", "g::", ":1", "1:", "::1.2.3", "1.2.3.4::", "::1%lo", "[::1]", "١.2.3.4",
  ]) func refuses(_ text: String) {
    #expect(IPAddress(text) == nil)
  }
}
