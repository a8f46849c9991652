/// Decides which addresses may be dialled.
///
/// A webhook URL is somebody else's text: without a guard it can be aimed at the machine itself,
/// at its neighbours, or at a cloud's metadata service (server-side request forgery). The guard
/// judges the address that is dialled, after the name was looked up, since a name can point
/// anywhere and change between two look-ups. The blocks are those of the IANA special-purpose
/// registries (RFC 6890) that are not globally reachable, the forms that embed an IPv4 address,
/// and the metadata addresses that lie outside of them.
package struct AddressGuard: Sendable {
  /// What `--allow-net` permits although it is in the table.
  package let allowed: [AddressBlock]

  package init(allowing allowed: [AddressBlock] = []) {
    self.allowed = allowed
  }

  /// What kind of address it is if it may not be dialled, as in "a loopback address"; nil if it may.
  package func objection(to address: IPAddress) -> String? {
    let address = address.unmapped
    if allowed.contains(where: { $0.contains(address) }) { return nil }
    return Self.table.first { $0.block.contains(address) }?.kind
  }

  /// The sentence that names the address and the option which permits it.
  package static func sentence(about address: IPAddress, _ kind: String) -> String {
    "\(address.unmapped) is \(kind) address; --allow-net \(address.unmapped) permits it"
  }

  private struct Row: Sendable {
    let block: AddressBlock
    let kind: String

    init(_ text: String, _ kind: String) {
      do { block = try AddressBlock(parsing: text) } catch { preconditionFailure(error.message) }
      self.kind = kind
    }
  }

  /// The first row that fits names the kind.
  private static let table: [Row] = [
    Row("169.254.169.254", "a cloud metadata"),
    Row("100.100.100.200", "a cloud metadata"),
    Row("168.63.129.16", "a cloud metadata"),
    Row("192.0.0.192", "a cloud metadata"),
    Row("fd00:ec2::254", "a cloud metadata"),

    Row("0.0.0.0/8", "an unspecified"),
    Row("10.0.0.0/8", "a private"),
    Row("100.64.0.0/10", "a carrier-grade NAT"),
    Row("127.0.0.0/8", "a loopback"),
    Row("169.254.0.0/16", "a link-local"),
    Row("172.16.0.0/12", "a private"),
    Row("192.0.0.0/24", "a protocol assignment"),
    Row("192.0.2.0/24", "a documentation"),
    Row("192.88.99.0/24", "a 6to4 relay"),
    Row("192.168.0.0/16", "a private"),
    Row("198.18.0.0/15", "a benchmarking"),
    Row("198.51.100.0/24", "a documentation"),
    Row("203.0.113.0/24", "a documentation"),
    Row("224.0.0.0/4", "a multicast"),
    Row("255.255.255.255", "a broadcast"),
    Row("240.0.0.0/4", "a reserved"),

    Row("::", "an unspecified"),
    Row("::1", "a loopback"),
    Row("::/96", "an IPv4-compatible"),
    Row("64:ff9b::/96", "a NAT64"),
    Row("64:ff9b:1::/48", "a NAT64"),
    Row("100::/64", "a discard-only"),
    Row("2001::/32", "a Teredo"),
    Row("2001:2::/48", "a benchmarking"),
    Row("2001:db8::/32", "a documentation"),
    Row("2002::/16", "a 6to4"),
    Row("3fff::/20", "a documentation"),
    Row("5f00::/16", "a segment routing"),
    Row("fc00::/7", "a private"),
    Row("fe80::/10", "a link-local"),
    Row("fec0::/10", "a site-local"),
    Row("ff00::/8", "a multicast"),
  ]
}
