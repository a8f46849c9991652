import Foundation
import Testing

/// How a run with a queue begins, shares, stops and ends.
@Suite struct QueueProcessTests {
  let queue: QueueFolder

  init() throws { queue = try QueueFolder() }

  // MARK: One sender, many feeders

  @Test func oneSendsAndOthersFeed() throws {
    let sender = try queue.start(["--drain", "forever"])
    sender.closeInput()
    try queue.wait { FileManager.default.fileExists(atPath: queue.path) }
    let number = sender.process.processIdentifier
    try queue.wait { queue.folder.text("q-lock") == "\(number) mrr-post\n" }
    let feeder = try queue.run(notifications(3))
    #expect(feeder.status == 0)
    #expect(feeder.all("receipt") == ["accepted", "accepted", "accepted"])
    #expect(feeder.errors == "mrr-post: process \(number) (mrr-post) sends them\n")
    try queue.receiver.waitForRequests(queue.mark, 3)
    let refused = try queue.run(notifications(4), to: "other")
    #expect(refused.status == 69)
    #expect(
      refused.errors
        == "mrr-post: process \(number) (mrr-post) sends this queue to "
        + "\(queue.receiver.url("/\(queue.mark)/")), not to "
        + "\(queue.receiver.url("/\(queue.mark)/other")); end that process first, or give its URL\n"
    )
    sender.send(SIGTERM)
    let result = sender.wait(seconds: 20)
    #expect(result.status == 128 + 15)
    #expect(result.all("receipt") == ["delivered", "delivered", "delivered"])
    #expect(result.receipts.allSatisfy { $0["source"] is NSNull })
  }

  @Test func aFeederTakesOverWhenTheSenderLeaves() throws {
    let sender = try queue.start(["--drain", "forever"])
    sender.closeInput()
    try queue.wait { FileManager.default.fileExists(atPath: queue.path) }
    let feeder = try queue.start()
    feeder.write(notifications(1))
    try queue.receiver.waitForRequests(queue.mark, 1)
    sender.send(SIGKILL)
    _ = sender.wait()
    feeder.write(#"{"meta":{"id":"last"}}"# + "\n")
    try queue.receiver.waitForRequests(queue.mark, 2)
    feeder.closeInput()
    #expect(feeder.wait(seconds: 20).status == 0)
  }

  /// Whoever comes last sends what the others left; nobody leaves a row that nobody sends.
  @Test func manyAtOnceLeaveNothing() throws {
    for round in 0..<3 {
      let runs = try (0..<8).map { number in
        let lines = (0..<4).map { #"{"meta":{"id":"r\#(round)-\#(number)-\#($0)"}}"# + "\n" }
        return try PostProcess(queue.words(), text: lines.joined())
      }
      for run in runs {
        let result = run.wait()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.all("receipt").filter { $0 == "accepted" }.count == 4)
      }
      #expect(try queue.rows("pending").isEmpty)
    }
    let posts = try queue.posts()
    #expect(posts.count == 96 && Set(posts.values) == [1])
  }

  // MARK: The operator beside a sender

  @Test func theOperatorsHand() throws {
    #expect(try queue.run(notifications(4), ["--retry", "1h"], to: "status=500").status == 75)
    #expect(try queue.operate(["--drop", "n1"]).status == 0)
    #expect(try queue.all("state")["n1"] == "dropped")
    #expect(try queue.rows("pending").count == 3)
    let unknown = try queue.operate(["--drop", "x"])
    #expect(unknown.status == 1 && unknown.errors == "mrr-post: no such id: x\n")
    let alive = try queue.operate(["--requeue", "n2"])
    #expect(alive.status == 1 && alive.errors == "mrr-post: n2 is not dead\n")
    #expect(try queue.operate(["--requeue", "all"]).status == 0, "there is none, which is well")
    #expect(try queue.operate(["--drop", "all"]).status == 0)
    #expect(Set(try queue.all("state").values) == ["dropped"])
    #expect(
      try queue.run(notifications(4)).all("receipt") == Array(repeating: "duplicate", count: 4))
    #expect(try queue.posts().count == 4, "what was dropped is not sent when it is fed again")
  }

  @Test func aRowThatIsDroppedOnItsWay() throws {
    let post = try queue.start(["--timeout", "20s", "--retry", "1ms"], to: "delay=1.5/status=500")
    post.write(notifications(1))
    try queue.receiver.waitForRequests(queue.mark, 1)
    #expect(try queue.operate(["--drop", "n1"]).status == 0)
    post.closeInput()
    let result = post.wait()
    #expect(result.status == 0)
    #expect(result.all("receipt") == ["accepted"])
    #expect(try queue.all("state") == ["n1": "dropped"])
  }

  @Test(
    arguments: [
      (["--list", "some", "--queue", "q"], "expected one of pending, dead, delivered, all"),
      (["--retry", "5s", "https://h.example/"], "--retry needs a queue: --queue FILE"),
      (["--list", "all"], "--list needs a queue: --queue FILE"),
      (
        ["--queue", "q", "--list", "all", "--resume"],
        "only one of --list, --requeue, --drop and --resume at a time"
      ),
      (["--queue", "", "https://h.example/"], "--queue: a file's name may not be empty"),
      (
        ["--queue", "q", "--order", "size", "https://h.example/"], "expected one of none, customer"
      ),
      (["--queue", "q", "--drain", "x", "https://h.example/"], "--drain: expected a duration"),
      (["--queue", "q"], "a URL is missing"),
    ]) func usage(_ words: [String], _ message: String) throws
  {
    let result = try PostProcess.run(words)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func verbsTakeNoURL() throws {
    let result = try queue.operate(["--list", "all", "https://h.example/"])
    #expect(result.status == 64)
    let missing = try queue.operate(["--list", "all"])
    #expect(missing.status == 66)
    #expect(missing.errors == "mrr-post: \(queue.path): there is no such queue\n")
    #expect(!FileManager.default.fileExists(atPath: queue.path))
  }

  // MARK: Stopping

  @Test func aSignalLeavesTheRest() throws {
    let post = try queue.start(
      ["--concurrency", "2", "--timeout", "20s"], to: "delay=1")
    post.write(notifications(9))
    try queue.receiver.waitForRequests(queue.mark, 2)
    post.send(SIGTERM)
    let result = post.wait()
    #expect(result.status == 128 + 15)
    #expect(result.all("receipt").filter { $0 == "accepted" }.count == 9)
    #expect(result.all("receipt").filter { $0 == "delivered" }.count == 2)
    #expect(try queue.rows("pending").count == 7)
    let next = try queue.run("")
    #expect(next.all("receipt").filter { $0 == "delivered" }.count == 7)
    #expect(Set(try queue.posts().values) == [1])
  }

  @Test func aReaderThatLeavesTouchesNothing() throws {
    let output = Pipe()
    let post = try PostProcess(
      queue.words(["--concurrency", "2", "--timeout", "20s"], to: "delay=0.3"), output: output)
    try output.fileHandleForWriting.close()
    try output.fileHandleForReading.close()
    post.write(notifications(50))
    let result = post.wait(seconds: 30)
    #expect(result.status == 128 + 13)
    #expect(result.errors == "")
    let states = try queue.all("state")
    #expect(states.count == 50, "what was accepted stays so")
    let next = try queue.run(notifications(50))
    #expect(next.status == 0)
    #expect(Set(try queue.posts().values) == [1])
  }

  @Test func aReaderThatIsSlowHoldsItUp() throws {
    // An endpoint that is gone: lines are accepted, and that is all there is to tell.
    #expect(try queue.run(notifications(1), to: "status=410").status == 69)
    // More receipts than the pipe and the program's own memory for them hold.
    let count = 30_000
    let output = Pipe()
    let post = try PostProcess(
      queue.words(to: "status=410"), text: notifications(count), output: output)
    try output.fileHandleForWriting.close()
    Thread.sleep(forTimeInterval: 2)
    #expect(post.process.isRunning, "it waits for its reader")
    #expect(try queue.rows().count < count, "and accepts no more meanwhile")
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(post.wait().status == 69)
    #expect(text.utf8.count { $0 == UInt8(ascii: "\n") } == count)
    #expect(try queue.rows().count == count)
  }

  @Test func aFullDiskForReceipts() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let result = try PostProcess(queue.words(), text: notifications(5), output: full).wait()
    #expect(result.status == 74)
    #expect(result.errors.contains("mrr-post: <stdout>: No space left on device\n"))
    #expect(try queue.rows().count == 5)
    let next = try queue.run(notifications(5))
    #expect(next.status == 0)
    #expect(Set(try queue.posts().values) == [1])
  }

  @Test func badLines() throws {
    let folder = queue.folder
    let input = "{\"meta\":{\"id\":\"a\"}}\nrubbish\n[1]\n{\"meta\":{\"id\":\"b\"}}\n"
    let result = try queue.run(input, ["--rejects", folder.path + "/bad"])
    #expect(result.status == 1)
    #expect(folder.text("bad") == "rubbish\n[1]\n")
    #expect(try queue.mode("bad") == 0o600)
    #expect(try queue.posts() == ["a": 1, "b": 1])
    let strict = try queue.run("{\"meta\":{\"id\":\"c\"}}\nrubbish\n{}\n", ["--strict"])
    #expect(strict.status == 65)
    #expect(try queue.posts() == ["a": 1, "b": 1, "c": 1], "what stood before it is sent")
  }
}
