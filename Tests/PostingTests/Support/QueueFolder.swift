import Database
import Foundation
import TestSupport

/// A queue's file in a folder of its own, and runs of the built program on it.
final class QueueFolder {
  let folder: TemporaryFolder
  let receiver = Receiver.shared
  let mark = uniqueMark()
  var path: String { folder.path + "/q" }

  init() throws { folder = try TemporaryFolder("post-test") }

  /// The words of a run that sends to the receiver at `path`, in which the mark stands.
  func words(_ options: [String] = [], to path: String = "", query: String = "") -> [String] {
    PostProcess.trusting + ["--queue", self.path] + options
      + [receiver.url("/\(mark)/\(path)\(query)")]
  }

  func run(
    _ input: String, _ options: [String] = [], to path: String = "", under wrapper: [String] = []
  ) throws -> PostProcess.Result {
    try PostProcess(words(options, to: path), text: input, wrapper: wrapper).wait()
  }

  func start(_ options: [String] = [], to path: String = "") throws -> PostProcess {
    try PostProcess(words(options, to: path))
  }

  /// Notifications whose ids are in no other test: the receiver counts by id.
  func ownLines(_ count: Int) -> String {
    (1...count).map { #"{"n":\#($0),"meta":{"id":"\#(mark)-\#($0)"}}"# + "\n" }.joined()
  }

  /// Runs an operator's verb.
  func operate(_ options: [String]) throws -> PostProcess.Result {
    try PostProcess(["--queue", path] + options, text: "").wait()
  }

  /// What `--list` says, by id.
  func rows(_ what: String = "all") throws -> [String: [String: Any]] {
    var rows: [String: [String: Any]] = [:]
    for row in try operate(["--list", what]).receipts { rows[row["id"] as? String ?? ""] = row }
    return rows
  }

  /// One field of each row, by id.
  func all(_ field: String) throws -> [String: String] {
    try rows().mapValues { $0[field].map { "\($0)" } ?? "-" }
  }

  func sql(_ statements: String) throws { try Database(opening: path).execute(statements) }

  /// How many POSTs came under this mark, by webhook-id.
  func posts() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for request in try receiver.requests(mark) {
      for id in request.values("webhook-id") { counts[id, default: 0] += 1 }
    }
    return counts
  }

  /// Waits, at most 20 s, until `condition` holds.
  func wait(until condition: () throws -> Bool) throws {
    guard try waitFor(seconds: 20, until: condition) else {
      throw Late(what: "what is waited for in a queue")
    }
  }

  func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
    return (attributes[.posixPermissions] as? Int ?? 0) & 0o777
  }
}
