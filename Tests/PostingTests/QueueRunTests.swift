import Foundation
import Testing

/// What a run with a queue does, on the built program.
@Suite struct QueueRunTests {
  let queue: QueueFolder

  init() throws { queue = try QueueFolder() }

  @Test func acceptsThenDelivers() throws {
    let result = try queue.run(
      notifications(3) + "no JSON\n", ["--summary", "--concurrency", "1"])
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 6)
    #expect(lines[0] == #"{"receipt":"accepted","id":"n1","source":"<stdin>","line":1}"#)
    #expect(
      lines[3].hasPrefix(
        #"{"receipt":"delivered","id":"n1","source":"<stdin>","line":1,"attempt":1,"status":204,"ms":"#
      ))
    #expect(
      result.errors.contains(
        #""read":4,"skipped":{},"rejected":1,"written":6,"accepted":3,"duplicate":0,"delivered":3,"#
          + #""retrying":0,"dead":0,"pending":0,"#))
    for name in ["q", "q-journal", "q-lock"] { #expect(try queue.mode(name) == 0o600) }
    let row = try #require(try queue.rows("delivered")["n1"])
    #expect(row["attempts"] as? Int == 1 && row["status"] as? Int == 204)
    #expect(row["due"] is NSNull && row["reason"] is NSNull)
  }

  @Test func feedingTwiceIsHarmless() throws {
    #expect(try queue.run(notifications(2)).status == 0)
    let again = try queue.run(notifications(3))
    #expect(again.status == 0)
    #expect(again.errors == "")
    #expect(again.all("receipt") == ["duplicate", "duplicate", "accepted", "delivered"])
    #expect(again.all("same").prefix(2) == ["1", "1"])
    let changed = try queue.run(
      #"{"n":"x","meta":{"id":"n1"}}"# + "\n" + #"{"n":"y","meta":{"id":"n2"}}"# + "\n")
    #expect(changed.status == 0)
    #expect(changed.all("same") == ["0", "0"])
    #expect(
      changed.errors
        == "mrr-post: warning: the line of id n1 has other bytes than the one accepted before under "
        + "that id, which is what counts; others of its kind are marked \"same\":false\n")
    #expect(try queue.posts() == ["n1": 1, "n2": 1, "n3": 1])
  }

  @Test func emptyInputGivesNothing() throws {
    let result = try queue.run("")
    #expect(result.status == 0)
    #expect(result.output == "" && result.errors == "")
  }

  // MARK: Retries

  @Test func triesAgainAndGivesUp() throws {
    let result = try queue.run(
      notifications(1), ["--retry", "50ms,50ms"], to: "status=500/text=oops")
    #expect(result.status == 1)
    #expect(result.all("receipt") == ["accepted", "retrying", "retrying", "dead"])
    let retrying = result.output.split(separator: "\n")[1]
    #expect(
      retrying.contains(#""attempt":1,"status":500,"ms":"#)
        && retrying.contains(#","reason":"status","message":"HTTP 500","next_at":"2"#)
        && retrying.hasSuffix(#"Z","response":"oops"}"#))
    #expect(
      result.output.hasSuffix(
        #""line":1,"attempts":3,"status":500,"reason":"status","message":"HTTP 500","#
          + #""response":"oops"}"# + "\n"))
    #expect(
      result.errors
        == "mrr-post: 1 of the queue's notifications are given up: see mrr-post --queue "
        + "\(queue.path) --list dead\n")
    #expect(try queue.posts() == ["n1": 3])

    let again = try queue.run(notifications(1))
    #expect(again.status == 1)
    #expect(
      again.errors
        == "mrr-post: the queue was for \(queue.receiver.url("/\(queue.mark)/status=500/text=oops")):"
        + " 0\n"
        || again.errors
          == "mrr-post: warning: 1 of the lines were given up before and are not sent again: mrr-post "
          + "--queue \(queue.path) --requeue all does that\n"
    )
    #expect(try queue.operate(["--requeue", "n1"]).status == 0)
    let last = try queue.run("")
    #expect(last.all("receipt") == ["delivered"])
    #expect(last.receipts.first?["source"] is NSNull && last.receipts.first?["line"] is NSNull)
    #expect(last.all("attempt") == ["1"], "its attempts are from the start")
  }

  /// The verifiers of the direct mode judge what the signature is; here it is in every attempt.
  @Test func everyAttemptIsSigned() throws {
    let secret = try queue.folder.file(
      "secret", "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString() + "\n")
    chmod(secret, 0o600)
    let result = try queue.run(
      queue.ownLines(1), ["--retry", "2s", "--secret-file", secret], to: "status=500/until=1")
    #expect(result.status == 0, "\(result.errors)")
    let requests = try queue.receiver.requests(queue.mark)
    #expect(requests.count == 2)
    #expect(Set(requests.flatMap { $0.values("webhook-id") }).count == 1)
    #expect(Set(requests.flatMap { $0.values("webhook-timestamp") }).count == 2)
    let signatures = Set(requests.flatMap { $0.values("webhook-signature") })
    #expect(signatures.count == 2 && signatures.allSatisfy { $0.hasPrefix("v1,") })
  }

  @Test func theLaterOfBothPausesCounts() throws {
    let began = Date()
    let result = try queue.run(
      queue.ownLines(1), ["--retry", "1ms"], to: "status=500/header=Retry-After:2/until=1")
    #expect(result.all("receipt") == ["accepted", "retrying", "delivered"])
    #expect(Date().timeIntervalSince(began) >= 2)
    #expect(result.status == 0)
  }

  @Test func anEndpointThatAsksForAPauseGetsIt() throws {
    let result = try queue.run(
      queue.ownLines(4), ["--retry", "1ms", "--concurrency", "1"],
      to: "status=429/header=Retry-After:2/until=1/on=1")
    #expect(result.status == 0)
    let states = result.receipts.filter { $0["receipt"] as? String == "endpoint" }
    try #require(
      states.map { $0["state"] as? String } == ["paused", "active"],
      "\(result.output)\(result.errors)")
    #expect(states[0]["reason"] as? String == "throttled")
    #expect(states[1]["reason"] is NSNull)
    // Nobody is sent anything meanwhile.
    let times = try queue.receiver.requests(queue.mark).map(\.time)
    #expect(times.count == 5)
    #expect(times[1] - times[0] >= 1.9)
  }

  @Test func whatIsDueLaterIsLeft() throws {
    let began = Date()
    let result = try queue.run(notifications(2), ["--retry", "1h"], to: "status=500")
    #expect(Date().timeIntervalSince(began) < 30, "it does not wait for nothing")
    #expect(result.status == 75)
    #expect(
      result.errors
        == "mrr-post: 2 notifications wait in \(queue.path); run again to send what is due by then "
        + "(--list pending tells when), or all at once after --resume\n")
    #expect(try queue.all("state") == ["n1": "pending", "n2": "pending"])
    // Measured against the schedule of the run that makes the next attempt.
    try queue.sql("UPDATE notification SET due = 0")
    #expect(try queue.run("", ["--retry", "none"], to: "status=500").status == 1)
    #expect(try queue.all("attempts") == ["n1": "2", "n2": "2"])
  }

  @Test func withoutADrainNothingIsBegun() throws {
    #expect(try queue.run(notifications(1), ["--retry", "1ms"], to: "status=500").status == 1)
    #expect(try queue.operate(["--requeue", "all"]).status == 0)
    let result = try queue.run("", ["--drain", "0s"])
    #expect(result.status == 75)
    #expect(result.output == "")
    #expect(try queue.run("").status == 0)
  }

  // MARK: The endpoint

  @Test func goneUntilItIsResumed() throws {
    let result = try queue.run(notifications(3), ["--concurrency", "1"], to: "status=410")
    #expect(result.status == 69)
    #expect(result.all("receipt") == ["accepted", "accepted", "accepted", "endpoint"])
    #expect(result.receipts.last?["state"] as? String == "gone")
    #expect(
      result.errors
        == "mrr-post: \(queue.receiver.url("/\(queue.mark)/status=410")): HTTP 410: the endpoint is "
        + "gone for good; change or remove the URL; 3 notifications wait in \(queue.path) until "
        + "another URL is given, or --resume\n")
    #expect(try queue.all("attempts") == ["n1": "0", "n2": "0", "n3": "0"])
    let later = try queue.run(notifications(4), to: "status=410")
    #expect(later.status == 69)
    #expect(later.all("receipt") == ["duplicate", "duplicate", "duplicate", "accepted"])
    #expect(try queue.posts() == ["n1": 1])

    #expect(try queue.operate(["--resume"]).status == 0)
    #expect(try queue.run("", ["--concurrency", "1"], to: "status=410").status == 69)
    #expect(try queue.posts() == ["n1": 2])
    let other = try queue.run("")
    #expect(other.status == 0)
    #expect(
      other.errors
        == "mrr-post: the queue was for \(queue.receiver.url("/\(queue.mark)/status=410")): 4 "
        + "notifications that wait in it now go to \(queue.receiver.url("/\(queue.mark)/"))\n")
    #expect(other.all("receipt") == ["delivered", "delivered", "delivered", "delivered"])
  }

  @Test func aFullQueueOfAGoneEndpointEndsAtOnce() throws {
    #expect(try queue.run(notifications(1), to: "status=410").status == 69)
    try queue.sql("UPDATE queue SET pending = 1000000")
    let post = try queue.start(to: "status=410")
    post.write(notifications(1))
    #expect(post.wait(seconds: 20).status == 69, "the input stays open")
  }

  /// The clock runs thirty times as fast.
  @Test(.withoutFaketime) func aFullQueueThatStandsStillEnds() throws {
    let words = PostProcess.trusting + ["--queue", queue.path, "https://127.0.0.1:1/"]
    #expect(try PostProcess(words, text: "").wait().status == 0)
    try queue.sql(
      """
      UPDATE queue SET pending = 1000000, breaker_failures = 10, breaker_pause = 600000,
        breaker_until = \(Int(Date().timeIntervalSince1970 + 7200) * 1000)
      """)
    let began = Date()
    let post = try PostProcess(words, wrapper: ["faketime", "-f", "+0 x30"])
    post.write(notifications(1))
    let result = post.wait(seconds: 30)
    #expect(Date().timeIntervalSince(began) > 1.9, "not before the minute is over")
    #expect(result.status == 75)
    let said = result.errors.split(separator: "\n").map(String.init)
    #expect(said.count == 2)
    #expect(said[0].hasPrefix("mrr-post: 1000000 notifications wait: next attempt at 2"))
    #expect(
      said[1]
        == "mrr-post: \(queue.path): the queue is full, and nothing could be sent from it for a "
        + "minute; the last line accepted is none of this run")
    #expect(result.output == "")
  }

  @Test func theBreakerSavesAttempts() throws {
    let retry = Array(repeating: "1ms", count: 30).joined(separator: ",")
    let words =
      PostProcess.trusting + ["--queue", queue.path, "--retry", retry, "--drain", "5s"]
      + ["https://127.0.0.1:1/"]
    let result = try PostProcess(words, text: notifications(30)).wait()
    #expect(result.status == 75)
    let charged = try queue.rows().values.map { $0["attempts"] as? Int ?? 0 }.reduce(0, +)
    #expect(charged == 10)
    let states = result.receipts.filter { $0["receipt"] as? String == "endpoint" }
    try #require(states.map { $0["state"] as? String } == ["paused"])
    #expect(states[0]["reason"] as? String == "refused")
    // The next run knows it.
    let again = try PostProcess(words, text: "").wait()
    #expect(again.status == 75)
    #expect(again.output == "")
    // The probe is not charged either, and takes a row that is not due.
    try queue.sql("UPDATE queue SET breaker_until = 0; UPDATE notification SET due = due + 1000000")
    let probe = try PostProcess(words, text: "").wait()
    #expect(probe.status == 75)
    #expect(probe.all("receipt") == ["endpoint"])
    #expect(try queue.rows().values.map { $0["attempts"] as? Int ?? 0 }.reduce(0, +) == 10)
  }

  @Test func aBreakerClosesWithAnAnswer() throws {
    #expect(try queue.run(notifications(1)).status == 0)
    let now = Int(Date().timeIntervalSince1970 * 1000)
    try queue.sql(
      """
      UPDATE queue SET breaker_failures = 10, breaker_pause = 30000, breaker_until = \(now + 1000)
      """)
    let result = try queue.run(notifications(12))
    #expect(result.status == 0)
    #expect(result.all("receipt").filter { $0 == "delivered" }.count == 11)
    let states = result.receipts.filter { $0["receipt"] as? String == "endpoint" }
    #expect(states.map { $0["state"] as? String } == ["active"])
    let first = try #require(try queue.receiver.requests(queue.mark).dropFirst().first?.time)
    #expect(first * 1000 >= Double(now + 1000), "nothing went out before the probe's time")
  }

  // MARK: Order

  @Test func aCustomersOwnAreHeldBack() throws {
    let input = (1...6).map {
      #"{"account_id":"a","customer":{"id":"c\#($0 % 2)"},"meta":{"id":"\#(queue.mark)-\#($0)"}}"#
        + "\n"
    }.joined()
    let result = try queue.run(
      input, ["--order", "customer", "--retry", "200ms,200ms"], to: "status=500/until=1")
    #expect(result.status == 0)
    let ids = try queue.receiver.requests(queue.mark).flatMap { $0.values("webhook-id") }
    for numbers in [[1, 3, 5], [2, 4, 6]] {
      let own = numbers.map { "\(queue.mark)-\($0)" }
      #expect(ids.filter(own.contains) == own.flatMap { [$0, $0] })
    }
  }

  // MARK: What may not be told

  @Test func noSecretsAreShown() throws {
    let words = queue.words(["--retry", "1h"], to: "status=500", query: "?token=hunter2")
    let result = try PostProcess(words, text: notifications(1)).wait()
    #expect(result.status == 75)
    let other = try queue.run("", ["--retry", "1h"])
    #expect(other.errors.contains("?…"), "the notice shows that there is a query")
    let list = try queue.operate(["--list", "all"])
    for text in [result, other, list].flatMap({ [$0.output, $0.errors] }) {
      #expect(!text.contains("hunter2"))
    }
  }
}
