import Foundation
import Testing

/// Names and the addresses behind them, in a network with public addresses and a server of names.
@Suite(.enabled(if: PrivateNetwork.problem == nil)) struct NameTests {
  /// One address of every block that is refused, and what the guard calls it.
  static let refused = [
    ("0.0.0.1", "an unspecified"), ("10.1.2.3", "a private"),
    ("100.64.0.1", "a carrier-grade NAT"), ("127.0.0.1", "a loopback"),
    ("169.254.1.1", "a link-local"), ("169.254.169.254", "a cloud metadata"),
    ("172.16.0.1", "a private"), ("192.0.0.1", "a protocol assignment"),
    ("192.0.2.1", "a documentation"), ("192.88.99.1", "a 6to4 relay"),
    ("192.168.1.1", "a private"), ("198.18.0.1", "a benchmarking"),
    ("198.51.100.1", "a documentation"), ("203.0.113.1", "a documentation"),
    ("224.0.0.1", "a multicast"), ("240.0.0.1", "a reserved"),
    ("255.255.255.255", "a broadcast"), ("168.63.129.16", "a cloud metadata"),
    ("100.100.100.200", "a cloud metadata"), ("::1", "a loopback"),
    ("::2", "an IPv4-compatible"), ("64:ff9b::808:808", "a NAT64"),
    ("64:ff9b:1::1", "a NAT64"), ("100::1", "a discard-only"), ("2001::1", "a Teredo"),
    ("2001:2::1", "a benchmarking"), ("2001:db8::1", "a documentation"), ("2002::1", "a 6to4"),
    ("3fff::1", "a documentation"), ("5f00::1", "a segment routing"), ("fc00::1", "a private"),
    ("fd00:ec2::254", "a cloud metadata"), ("fe80::1", "a link-local"),
    ("fec0::1", "a site-local"), ("ff02::1", "a multicast"),
  ]

  @Test func namesOfRefusedAddresses() throws {
    let network = try PrivateNetwork(
      names: Dictionary(
        uniqueKeysWithValues: Self.refused.enumerated().map { index, row in
          ("n\(index).example", [[row.0]])
        }))
    let script = (0..<Self.refused.count).map { number in
      "echo {} | \"$@\" https://n\(number).example/"
    }.joined(separator: "; ")
    let result = try network.run(script + "; true", [])
    #expect(result.receipts.count == Self.refused.count, "\(result.errors)")
    for (receipt, (address, kind)) in zip(result.receipts, Self.refused) {
      #expect(receipt["reason"] as? String == "blocked_address", "\(address)")
      let message = receipt["message"] as? String ?? ""
      #expect(
        message.hasSuffix(
          ".example may not be dialled: \(address) is \(kind) address; "
            + "--allow-net \(address) permits it"), "\(message)")
    }
  }

  @Test func refusedAddressesAreSkipped() throws {
    let network = try PrivateNetwork(
      names: [
        "both.example": [["10.0.0.5", "93.184.216.34", "192.168.7.7"]],
        "private.example": [["10.0.0.5", "192.168.7.7"]],
      ], addresses: ["93.184.216.34", "10.0.0.5", "192.168.7.7"])
    let options = ["--ca", network.authority]
    let both = try network.run("echo {} | \"$@\"", options + ["https://both.example/x"])
    #expect(both.all("receipt") == ["delivered"], "\(both)")
    // The first connection of all that the receiver was offered.
    #expect(network.requests().compactMap { $0["connection"] as? Int } == [1])
    let none = try network.run("echo {} | \"$@\"", options + ["https://private.example/x"])
    #expect(none.all("reason") == ["blocked_address"])
    #expect(network.requests().isEmpty, "the receiver is a new one each time")
    let allowed = try network.run(
      "echo {} | \"$@\"",
      options + ["--allow-net", "192.168.0.0/16", "https://private.example/x"])
    #expect(allowed.all("receipt") == ["delivered"])
    #expect(network.requests().compactMap { $0["connection"] as? Int } == [1])
  }

  @Test func namesThatMove() throws {
    let network = try PrivateNetwork(
      names: ["moves.example": [["93.184.216.34"], ["10.0.0.5"], ["93.184.216.34"]]],
      addresses: ["93.184.216.34", "10.0.0.5"])
    let result = try network.run(
      "for attempt in 1 2 3; do echo {} | \"$@\"; done",
      ["--ca", network.authority, "https://moves.example/x"])
    #expect(result.all("receipt") == ["delivered", "failed", "delivered"], "\(result)")
    #expect(result.all("reason") == ["-", "blocked_address", "-"])
    #expect(network.requests().compactMap { $0["connection"] as? Int } == [1, 2])
  }

  @Test(arguments: [
    ("nowhere.example", "dns", "the host name nowhere.example was not found; check the URL"),
    ("broken.example", "dns", "the host name broken.example was not found; check the URL"),
    ("silent.example", "timeout", "no answer within 900 ms (still looking up silent.example)"),
  ]) func serversOfNamesThatFail(_ name: String, _ reason: String, _ message: String) throws {
    let network = try PrivateNetwork(names: [:])
    let timeout = reason == "timeout" ? "900ms" : "30s"
    let result = try network.run(
      "echo {} | \"$@\"", ["--timeout", timeout, "https://\(name)/x"])
    #expect(result.all("reason") == [reason])
    #expect(result.all("message") == [message])
    #expect((result.receipts.first?["ms"] as? Int ?? 0) < 15_000)
  }
}
