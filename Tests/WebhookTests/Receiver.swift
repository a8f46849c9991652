import Foundation
import TestSupport

/// The receiver of `scripts/receiver`, one for all tests of this target.
///
/// It ends, and removes its folder, when this process is gone: then its standard input ends.
final class Receiver: Sendable {
  static let shared: Receiver = {
    do { return try Receiver() } catch { fatalError("the receiver did not start: \(error)") }
  }()

  /// The options without which nothing on this machine is dialled, or trusted.
  static let trusting = ["--ca", shared.authority, "--allow-net", "127.0.0.0/8"]

  private let folder: String
  private let port: String
  private let lifeline = Pipe()

  var authority: String { folder + "/ca.pem" }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/mrr-receiver-\(UUID().uuidString)"
    let process = Process()
    process.executableURL = Places.repository.appending(path: "scripts/receiver")
    process.arguments = ["--dir", folder, "--clean", "--while-stdin", "--lifetime", "3000"]
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    try lifeline.fileHandleForReading.close()
    let place = folder + "/port"
    guard waitFor(seconds: 60, until: { FileManager.default.fileExists(atPath: place) }) else {
      throw Late(what: "the receiver's start")
    }
    port = Running.text(place).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func url(_ path: String, host: String = "127.0.0.1") -> String {
    "https://\(host):\(port)\(path)"
  }

  /// The requests whose line in the receiver's book holds `mark`.
  func requests(_ mark: String) -> [[String: Any]] {
    Running.text(folder + "/requests.jsonl").split(separator: "\n")
      .filter { $0.contains(mark) }.compactMap { object(String($0)) }
  }

  /// The values of one header of these requests.
  func headers(_ name: String, _ mark: String) -> [String] {
    requests(mark).flatMap { $0["headers"] as? [[String]] ?? [] }
      .filter { $0[0].lowercased() == name }.map { $0[1] }
  }

  /// The ids of the notifications that arrived at a test's path.
  func sent(_ mark: String) -> [String] { headers("webhook-id", "/\(mark)") }

  /// Waits until `count` such requests came.
  func waitForRequests(_ mark: String, _ count: Int) throws {
    guard waitFor(seconds: 20, until: { requests(mark).count >= count }) else {
      throw Late(what: "\(count) requests, \(requests(mark).count) came")
    }
  }
}
