import Foundation
import TestSupport
import Testing

/// `mrr-webhook run` that listens on a socket.
@Suite struct SocketRunTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  private func sent() -> [String] { receiver.sent(mark) }

  /// Feeds lines through a program of ours that connects to the socket.
  private func feed(_ text: String, _ bench: Bench) throws {
    let feeder = try bench.start(
      program: Bench.programs + "/mrr-filter", ["-o", "unix:\(bench.folder)/s"], input: text)
    #expect(try feeder.wait().status == 0)
  }

  @Test("clients come and go, over a restart by SIGHUP, until SIGTERM")
  func clients() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/old")
    let run = try bench.start("run", ["unix-listen:\(bench.folder)/s"])
    let all = lines(notifications(4, mark)).map { $0 + "\n" }
    try feed(all[0], bench)
    try receiver.waitForRequests("/\(mark)/old", 1)
    let before = try run.child("mrr-post")
    try bench.enable("/\(mark)/new")
    run.send(SIGHUP)
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    try feed(all[1] + all[2], bench)
    try receiver.waitForRequests("/\(mark)/new", 2)
    try feed(all[3], bench)
    run.send(SIGTERM)
    let result = try run.wait()
    #expect(result.status == 128 + SIGTERM, "\(result.errors)")
    #expect(result.errors == "")
    #expect(sent().sorted() == (1...4).map { "\(mark)-\($0)" })
    #expect(!FileManager.default.fileExists(atPath: bench.folder + "/s"))
  }

  @Test("the lines of a payload stay together, whoever else sends meanwhile")
  func together() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run", ["unix-listen:\(bench.folder)/s"])
    let last = notifications(1, mark).replacingOccurrences(
      of: #""part":1"#, with: #""part":2"#)
    let first = notifications(1, mark).replacingOccurrences(
      of: #""last":true"#, with: #""last":false"#)
    let slow = try bench.start(
      program: Bench.programs + "/mrr-filter", ["-o", "unix:\(bench.folder)/s"], input: nil)
    slow.write(first)
    usleep(200_000)
    try feed(notifications(1, "\(mark)-other"), bench)
    slow.write(last)
    slow.closeInput()
    #expect(try slow.wait().status == 0)
    try receiver.waitForRequests("/\(mark)", 2)
    run.send(SIGTERM)
    #expect(try run.wait().status == 128 + SIGTERM)
    let movements = receiver.requests("/\(mark)").compactMap {
      (object($0["body"] as? String ?? "")?["movements"] as? [Any])?.count
    }
    #expect(movements.sorted() == [1, 2])
  }
}
