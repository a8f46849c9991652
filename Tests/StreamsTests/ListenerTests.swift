import Foundation
import Streams
import TestSupport
import Testing

@Suite struct ListenerTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("s") }

  init() throws { folder = try TemporaryFolder("listener") }

  private func listener(mode: UInt32 = 0o600) throws -> Listener {
    try Listener(binding: .unixListen(path), mode: mode)
  }

  private func refusal(_ body: () throws -> Void) -> AddressError.Kind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? AddressError)?.kind
    }
  }

  @Test("its mode is the one asked for, whatever the umask", arguments: [0o600, 0o660, 0o666])
  func mode(_ mode: UInt32) throws {
    let listener = try listener(mode: mode)
    #expect(try FileStatus(at: path).permissions == mode)
    listener.close()
  }

  @Test("a path in use is refused, and left; one that nobody listens on is replaced")
  func stale() throws {
    let first = try listener()
    #expect(refusal { _ = try listener() } == .unavailable)
    #expect(try FileStatus(at: path).kind == .socket)
    // As after SIGKILL: the path stays, and nobody listens.
    let kept = folder.file("kept")
    try FileManager.default.linkItem(atPath: path, toPath: kept)
    first.close()
    try FileManager.default.linkItem(atPath: kept, toPath: path)
    let second = try listener()
    #expect(try FileStatus(at: path).inode != FileStatus(at: kept).inode)
    second.close()
  }

  @Test("what is no socket is neither replaced nor removed")
  func file() throws {
    try Data("x".utf8).write(to: URL(fileURLWithPath: path))
    #expect(refusal { _ = try listener() } == .cannotOpen)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("x".utf8))
  }

  @Test("at its end the path goes, but not another's")
  func removed() throws {
    let first = try listener()
    first.close()
    #expect(!FileManager.default.fileExists(atPath: path))
    let second = try listener()
    try FileManager.default.removeItem(atPath: path)
    let third = try listener()
    second.close()
    #expect(FileManager.default.fileExists(atPath: path))
    third.close()
  }

  @Test("a port in use is refused")
  func port() throws {
    // A port that is free at the moment; whoever takes it first has it.
    for port in UInt16(40_000)...40_100 {
      let address = Address.tcpListen(host: "127.0.0.1", port: port)
      guard let first = try? Listener(binding: address, mode: 0) else { continue }
      #expect(refusal { _ = try Listener(binding: address, mode: 0) } == .unavailable)
      first.close()
      return
    }
    Issue.record("no port was free")
  }

  @Test("nobody is connected to itself on a port that the system gives out")
  func ownPeer() throws {
    let file = "/proc/sys/net/ipv4/ip_local_port_range"
    let range = try String(contentsOfFile: file, encoding: .utf8)
      .split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    // Of the kind that connect(2) tries first, and far from what the other tests listen on.
    let port = UInt16(range[0] + (range[1] - range[0]) / 4 * 2)
    for _ in 0..<2 * (range[1] - range[0]) {
      var connecting = Connecting(to: .tcp(host: "127.0.0.1", port: port), within: 0)
      var kind: AddressError.Kind?
      while kind == nil {
        do throws(AddressError) {
          if case .connected = try connecting.step() { break }
        } catch {
          kind = error.kind
        }
      }
      guard kind == .unavailable else {
        Issue.record("somebody is connected to")
        return
      }
    }
  }
}
