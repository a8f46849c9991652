import Streams
import Testing

@Suite struct AddressTests {
  private static let long = String(repeating: "x", count: 107)

  @Test(
    arguments: [
      ("-", .standard), ("a", .file("a")), ("./unix:a", .file("./unix:a")), ("--", .file("--")),
      ("unixa:", .file("unixa:")), ("fd:0", .descriptor(0)), ("fd:31", .descriptor(31)),
      ("unix:/run/a b", .unix("/run/a b")), ("unix:\(long)", .unix(long)),
      ("unix-listen:a:b", .unixListen("a:b")), ("tcp:host:80", .tcp(host: "host", port: 80)),
      ("tcp:[::1]:65535", .tcp(host: "[::1]", port: 65535)),
      ("tcp-listen:127.1.2.3:1", .tcpListen(host: "127.1.2.3", port: 1)),
      ("tcp-listen:localhost:1", .tcpListen(host: "localhost", port: 1)),
      ("tcp-listen:[::1]:1", .tcpListen(host: "[::1]", port: 1)),
    ] as [(String, Address)])
  func reading(_ text: String, _ address: Address) throws {
    #expect(try Address(text) == address)
  }

  @Test(arguments: [
    "", "fd:", "fd:x", "fd:-1", "fd:+1", "fd:3x", "fd:99999999999", "unix:", "unix-listen:",
    "unix:x\(long)", "tcp:", "tcp:host", "tcp:host:", "tcp::80", "tcp:host:0", "tcp:host:65536",
    "tcp:host:+80", "tcp:::1:80", "tcp-listen:0.0.0.0:80", "tcp-listen:[::]:80",
    "tcp-listen:127.0.0:80", "tcp-listen:127.0.0.256:80", "tcp-listen:example.com:80",
  ])
  func refusing(_ text: String) {
    do throws(AddressError) {
      let address = try Address(text)
      Issue.record("\(text) was read as \(address)")
    } catch {
      #expect(error.kind == .usage)
      #expect(error.message.hasPrefix(text) || text.isEmpty)
    }
  }

  @Test func names() throws {
    #expect(Address.standard.inputName == "<stdin>")
    #expect(Address.standard.outputName == "<stdout>")
    for text in ["a", "fd:3", "unix:a", "unix-listen:a", "tcp:a:1", "tcp-listen:localhost:1"] {
      #expect(try Address(text).inputName == text)
    }
  }
}
