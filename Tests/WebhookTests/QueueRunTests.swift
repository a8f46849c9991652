import Foundation
import Outbox
import TestSupport
import Testing

/// `mrr-webhook run` where notifications go through a queue: what was accepted waits in the file.
@Suite struct QueueRunTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  private func pending(_ bench: Bench) -> Int? {
    try? QueueStatus.read(at: bench.folder + "/q").pending
  }

  private func enable(_ bench: Bench, _ path: String, _ options: [String] = []) throws {
    try bench.enable("/\(mark)/\(path)", ["--queue", bench.folder + "/q"] + options)
  }

  private var ids: Set<String> { Set((1...20).map { "\(mark)-\($0)" }) }

  @Test func sendsAndRecognises() throws {
    let bench = try Bench()
    try enable(bench, "good")
    let first = try bench.run("run", input: notifications(20, mark))
    #expect(first.status == 0, "\(first.errors)")
    #expect(Set(first.all("receipt")) == ["accepted", "delivered"])
    #expect(Set(receiver.headers("webhook-id", "/\(mark)/good")) == ids)
    let again = try bench.run("run", input: notifications(20, mark))
    #expect(again.status == 0 && Set(again.all("receipt")) == ["duplicate"])
    #expect(receiver.requests("/\(mark)/good").count == 20)
  }

  @Test func aSignalLeavesTheRestInTheFile() throws {
    let bench = try Bench()
    try enable(bench, "status=500")
    let run = try bench.start("run")
    run.write(notifications(20, mark))
    try receiver.waitForRequests("/\(mark)/status=500", 20)
    run.send(SIGTERM)
    let result = try run.wait()
    #expect(result.status == 128 + 15, "\(result.errors)")
    #expect(pending(bench) == 20)
    // Another URL takes it over, if that is what is wanted.
    try enable(bench, "good", ["--queued", "send"])
    let rest = try bench.run("run")
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(Set(receiver.headers("webhook-id", "/\(mark)/good")) == ids)
    #expect(pending(bench) == 0)
  }

  @Test func aHangUpTakesWhatWaitsToTheNewURL() throws {
    let bench = try Bench()
    try enable(bench, "status=500")
    let run = try bench.start("run", input: notifications(20, mark))
    try receiver.waitForRequests("/\(mark)/status=500", 20)
    try enable(bench, "good", ["--queued", "send"])
    // Its input has ended, and it waits for what is due in the queue.
    run.send(SIGHUP)
    let result = try run.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(Set(receiver.headers("webhook-id", "/\(mark)/good")) == ids)
  }

  @Test func disabledWhileItRuns() throws {
    let bench = try Bench()
    try enable(bench, "status=500")
    let run = try bench.start("run", ["--rejects", bench.folder + "/failed.jsonl"])
    run.write(notifications(20, mark))
    try receiver.waitForRequests("/\(mark)/status=500", 20)
    #expect(try bench.run("disable").status == 0)
    let result = try run.wait()
    #expect(result.status == 69)
    // It may have come to wait before that.
    let said = result.errors.split(separator: "\n")
    #expect(said.last == "mrr-webhook: disabled: nothing more is sent")
    #expect(said.dropLast().allSatisfy { $0.contains(" notifications wait (HTTP 500): next ") })
    #expect(said.count <= 2)
    #expect(pending(bench) == 20)
    #expect(!FileManager.default.fileExists(atPath: bench.folder + "/failed.jsonl"))
  }

  @Test func besideAnotherSenderItFeeds() throws {
    let bench = try Bench()
    try enable(bench, "delay=0.1")
    let sender = try bench.start("run")
    sender.write(notifications(1, mark + "-first"))
    try receiver.waitForRequests("/\(mark)/delay=0.1", 1)
    let feeder = try bench.run("run", input: notifications(20, mark))
    #expect(feeder.status == 0, "\(feeder.errors)")
    #expect(Set(feeder.all("receipt")) == ["accepted"])
    try receiver.waitForRequests("/\(mark)/delay=0.1", 21)
    sender.closeInput()
    #expect(try sender.wait().status == 0)
  }
}
