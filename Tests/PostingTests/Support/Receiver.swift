import Foundation
import TestSupport

/// The receiver of `scripts/receiver`: one for all tests of the process, with every listener.
///
/// It ends, and removes its folder, when this process is gone: then its standard input ends.
final class Receiver: Sendable {
  static let shared: Receiver = {
    do { return try Receiver() } catch { fatalError("the receiver did not start: \(error)") }
  }()

  static let kinds = [
    "good", "plain", "expired", "not-yet-valid", "wrong-host", "self-signed", "unknown-ca",
    "chain", "no-intermediate", "wildcard", "swapped", "old-tls", "client-cert", "offers-h2",
    "reset-at-once", "silent", "hangup", "hangup-reset", "proxy", "proxy-refusing",
  ]

  let folder: String
  private let ports: [String: Int]
  private let lifeline = Pipe()

  var authority: String { folder + "/ca.pem" }

  private init() throws {
    folder = NSTemporaryDirectory() + "/mrr-receiver-\(UUID().uuidString)"
    let process = Process()
    process.executableURL = Places.repository.appending(path: "scripts/receiver")
    process.arguments =
      ["--dir", folder, "--clean", "--while-stdin", "--lifetime", "3000"]
      + Self.kinds.flatMap { ["--listen", $0] }
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    try lifeline.fileHandleForReading.close()
    let deadline = Date() + 60
    while !FileManager.default.fileExists(atPath: folder + "/port") {
      guard process.isRunning, Date() < deadline else { throw CocoaError(.fileNoSuchFile) }
      usleep(20_000)
    }
    var ports: [String: Int] = [:]
    for kind in Self.kinds {
      let text = try String(contentsOfFile: folder + "/port.\(kind)", encoding: .utf8)
      ports[kind] = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    self.ports = ports
  }

  func port(_ kind: String = "good") -> Int { ports[kind] ?? 0 }

  func url(_ path: String, host: String = "127.0.0.1", _ kind: String = "good") -> String {
    "https://\(host):\(port(kind))\(path)"
  }

  /// One request as the receiver wrote it down.
  struct Request {
    let method: String
    let path: String
    let connection: Int
    /// What was agreed upon by ALPN.
    let protocolName: String?
    /// When it had come, in seconds.
    let time: Double
    let body: String
    let isComplete: Bool
    let headers: [(name: String, value: String)]

    func values(_ name: String) -> [String] {
      headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
  }

  /// The requests in which `mark` stands, in the order in which they came.
  func requests(_ mark: String) throws -> [Request] {
    try lines(holding: mark).compactMap { line in
      guard let entry = object(line) else { return nil }
      let pairs = entry["headers"] as? [[String]] ?? []
      return Request(
        method: entry["method"] as? String ?? "", path: entry["path"] as? String ?? "",
        connection: entry["connection"] as? Int ?? 0,
        protocolName: entry["protocol"] as? String, time: entry["at"] as? Double ?? 0,
        body: entry["body"] as? String ?? "", isComplete: entry["complete"] as? Bool ?? false,
        headers: pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") })
    }
  }

  /// The lines of the receiver's book that hold `mark`.
  ///
  /// All tests write in one book, some of them megabytes; so it is searched by Foundation, which
  /// is fast in debug builds too.
  private func lines(holding mark: String) throws -> [String] {
    let book = try Data(contentsOf: URL(fileURLWithPath: folder + "/requests.jsonl"))
    let newline = Data([10])
    var lines: [String] = []
    var start = 0
    while let hit = book.range(of: Data(mark.utf8), in: start..<book.count),
      let end = book.range(of: newline, in: hit.upperBound..<book.count)
    {
      let before = book.range(of: newline, options: .backwards, in: start..<hit.lowerBound)
      start = before?.upperBound ?? start
      lines.append(String(decoding: book[start..<end.lowerBound], as: UTF8.self))
      start = end.upperBound
    }
    return lines
  }

  /// What the receiver wrote down of those requests.
  func bookLines(holding mark: String) throws -> String {
    try lines(holding: mark).map { $0 + "\n" }.joined()
  }

  /// Waits, at most 20 s, until `count` requests whose path holds `mark` came.
  func waitForRequests(_ mark: String, _ count: Int) throws {
    guard try waitFor(seconds: 20, until: { try requests(mark).count >= count }) else {
      throw Late(what: "\(count) requests, \(try requests(mark).count) came")
    }
  }
}
