import Foundation
import TestSupport
import Testing

/// SIGHUP: `mrr-webhook run` begins anew with the settings as they are now, between two payloads.
@Suite struct HangUpTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  private func sent() -> [String] { receiver.sent(mark) }

  @Test func aHangUpBeginsAnewWithTheNextLine() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/old/delay=0.3")
    let run = try bench.start("run")
    let all = lines(notifications(6, mark)).map { $0 + "\n" }
    run.write(all[0] + all[1] + all[2].prefix(40))
    try receiver.waitForRequests("/\(mark)/old", 2)
    let before = try run.child("mrr-post")
    try bench.enable("/\(mark)/new")
    usleep(700_000)
    #expect(try run.child("mrr-post") == before, "a change waits for SIGHUP")
    run.send(SIGHUP)
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    // The line that was begun before goes to the new pipe as a whole.
    run.write(String(all[2].dropFirst(40)))
    try receiver.waitForRequests("/\(mark)/new", 1)
    run.write(all[3])
    try receiver.waitForRequests("/\(mark)/new", 2)
    // Settings that cannot be used change nothing.
    try bench.write("{", to: "webhook.json")
    run.send(SIGHUP)
    #expect(waitFor(seconds: 10) { run.errorsSoFar().contains("going on with the settings as") })
    run.write(all[4] + all[5])
    run.closeInput()
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(sent().sorted() == (1...6).map { "\(mark)-\($0)" })
    #expect(receiver.requests("/\(mark)/old").count == 2)
  }

  /// A payload that comes in parts goes to one pipe, or it would arrive in pieces.
  @Test func aHangUpInsideAPayloadWaitsForItsEnd() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    let one = notifications(1, mark)
    let whole = notifications(2, mark).split(separator: "\n").map { $0 + "\n" }[1]
    run.write(whole + one.replacingOccurrences(of: #""last":true"#, with: #""last":false"#))
    try receiver.waitForRequests("/\(mark)", 1)
    let before = try run.child("mrr-post")
    run.send(SIGHUP)
    usleep(300_000)
    #expect(try run.child("mrr-post") == before)
    run.write(one.replacingOccurrences(of: #""part":1"#, with: #""part":2"#))
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    run.closeInput()
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(sent() == ["\(mark)-2", "\(mark)-1"])
    let bodies = receiver.requests("/\(mark)").compactMap { $0["body"] as? String }
    #expect(bodies.last?.split(separator: #""type":"#).count == 3)
  }

  @Test func aHangUpBetweenInputs() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/old")
    let all = lines(notifications(3, mark)).map { $0 + "\n" }
    try bench.write(all[0], to: "one.jsonl")
    try bench.write(all[2], to: "three.jsonl")
    #expect(try bench.shell("mkfifo two").status == 0)
    let run = try bench.start(
      "run", ["one.jsonl", "two", "three.jsonl"].map { bench.folder + "/" + $0 })
    let two = try FileHandle(forUpdating: URL(filePath: bench.folder + "/two"))
    try receiver.waitForRequests("/\(mark)/old", 1)
    let before = try run.child("mrr-post")
    try bench.enable("/\(mark)/new")
    run.send(SIGHUP)
    #expect(try waitFor(seconds: 10) { try run.child("mrr-post") != before })
    try two.write(contentsOf: Data(all[1].utf8))
    try receiver.waitForRequests("/\(mark)/new", 1)
    try two.close()
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(receiver.requests("/\(mark)/new").count == 2)
  }
}
