import Foundation
import TestSupport
import Testing

/// How `mrr-webhook run` ends before its input does: by a signal, disabled, or with a stage killed.
@Suite struct StopTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  private func sent() -> [String] { receiver.sent(mark) }

  @Test func aStageThatIsKilled() throws {
    for name in ["mrr-filter", "mrr-group", "mrr-post"] {
      let bench = try Bench()
      try bench.enable("/\(mark)-\(name)/delay=0.2")
      let run = try bench.start("run", ["--rejects", bench.folder + "/failed.jsonl"])
      run.write(notifications(5, mark + name))
      try receiver.waitForRequests("/\(mark)-\(name)", 1)
      kill(try run.child(name), SIGKILL)
      let result = try run.wait()
      #expect(result.status == 128 + 9, "\(name)")
      #expect(result.errors.contains("mrr-webhook: \(name) was ended by signal 9\n"))
    }
  }

  /// Nobody is left to hand anything on: the stages find their input ended, and end.
  @Test func killedItself() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/delay=0.3")
    let run = try bench.start("run")
    run.write(notifications(20, mark))
    try receiver.waitForRequests("/\(mark)", 1)
    let children = try ["mrr-filter", "mrr-group", "mrr-post"].map(run.child)
    run.send(SIGKILL)
    #expect(try run.wait().status == 128 + 9)
    #expect(
      waitFor(seconds: 20) { children.allSatisfy { Running.text("/proc/\($0)/cmdline").isEmpty } })
    #expect(Set(sent()) == Set((1...20).map { "\(mark)-\($0)" }))
    #expect(lines(run.outputSoFar()).count == 20, "what was sent has its receipt")
  }

  @Test func aSignalFinishesWhatWasRead() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/delay=0.3", ["--timeout", "20s"])
    let run = try bench.start("run")
    run.write(notifications(40, mark) + #"{"half":"#)
    try receiver.waitForRequests("/\(mark)", 1)
    run.send(SIGTERM)
    let result = try run.wait()
    #expect(result.status == 128 + 15)
    #expect(Set(sent()) == Set((1...40).map { "\(mark)-\($0)" }))
    #expect(result.all("receipt") == Array(repeating: "delivered", count: 40))
    #expect(
      result.errors.contains(
        "mrr-webhook: <stdin>:41:1: error: cut off: its end did not come within 2 s"))
  }

  @Test func aLineThatWasBegunIsReadToItsEnd() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    let all = lines(notifications(2, mark)).map { $0 + "\n" }
    run.write(all[0] + all[1].prefix(30))
    try receiver.waitForRequests("/\(mark)", 1)
    run.send(SIGINT)
    usleep(200_000)
    run.write(String(all[1].dropFirst(30)))
    let result = try run.wait()
    #expect(result.status == 128 + 2)
    #expect(sent() == ["\(mark)-1", "\(mark)-2"])
  }

  @Test func theSecondSignalActsAtOnce() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/hang", ["--timeout", "100s"])
    let run = try bench.start("run")
    run.write(notifications(3, mark))
    try receiver.waitForRequests("/\(mark)", 2)
    let post = try run.child("mrr-post")
    run.send(SIGTERM)
    usleep(500_000)
    #expect(run.isRunning, "it waits for what is on its way")
    run.send(SIGTERM)
    #expect(try run.wait(seconds: 10).status == 128 + 15)
    #expect(waitFor(seconds: 10) { Running.text("/proc/\(post)/cmdline").isEmpty })
  }

  @Test func disabledWhileItRuns() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)")
    let run = try bench.start("run")
    run.write(notifications(1, mark))
    try receiver.waitForRequests("/\(mark)", 1)
    #expect(try bench.run("disable").status == 0)
    let result = try run.wait(seconds: 10)
    #expect(result.status == 69)
    #expect(result.errors == "mrr-webhook: disabled: nothing more is sent\n")
    #expect(result.all("receipt") == ["delivered"])
  }

  /// A slow endpoint, so that most of what was read is still in the pipe.
  @Test func whatIsNotSentWhenDisabledIsKept() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/delay=0.5", ["--timeout", "30s"])
    let count = 5000
    try bench.write(notifications(count, mark), to: "in.jsonl")
    let run = try bench.start(
      "run", ["--rejects", bench.folder + "/failed.jsonl", bench.folder + "/in.jsonl"])
    try receiver.waitForRequests("/\(mark)", 4)
    #expect(try bench.run("disable").status == 0)
    let result = try run.wait()
    #expect(result.status == 69, "\(result.errors)")
    let sent = sent()
    let kept = bench.kept()
    #expect(sent.count < 200)
    #expect(Set(sent).isDisjoint(with: kept))
    #expect(sent.count + kept.count <= count && !kept.isEmpty)
    // Whatever run had read is in one of the two: the input's rest is what nobody read.
    let known = Set(sent + kept).compactMap { Int($0.dropFirst(mark.count + 1)) }
    #expect(known.max() == known.count, "no hole: \(known.count) of \(known.max() ?? 0)")
  }

  @Test func whatIsNotSentWhenPostingIsKilledIsKept() throws {
    let bench = try Bench()
    try bench.enable("/\(mark)/hang", ["--timeout", "60s"])
    let count = 9000
    try bench.write(notifications(count, mark), to: "in.jsonl")
    let run = try bench.start(
      "run", ["--rejects", bench.folder + "/failed.jsonl", bench.folder + "/in.jsonl"])
    try receiver.waitForRequests("/\(mark)", 2)
    kill(try run.child("mrr-post"), SIGKILL)
    let result = try run.wait()
    #expect(result.status == 128 + 9)
    let numbers = bench.kept().compactMap { Int($0.dropFirst(mark.count + 1)) }
    let first = try #require(numbers.first)
    let last = try #require(numbers.last)
    #expect(numbers == Array(first...last), "only what mrr-post had in memory is missing")
    // It may have begun to read a line.
    let lines = lines(bench.text("failed.jsonl")).count
    #expect(lines - numbers.count <= 1)
    #expect(first > 2 && last <= count)
    #expect(
      result.errors
        == "mrr-webhook: mrr-post was ended by signal 9\nmrr-webhook: \(lines) lines were "
        + "read and not sent: they are in \(bench.folder)/failed.jsonl\n")
  }
}
