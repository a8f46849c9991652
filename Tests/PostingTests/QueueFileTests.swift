import Database
import Foundation
import Testing

/// A queue's file that is not what it should be, a disk and a clock that are not.
@Suite struct QueueFileTests {
  let queue: QueueFolder

  init() throws { queue = try QueueFolder() }

  private func bytes() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: queue.path))
  }

  /// Runs over a file that is to be refused, and must be left as it is.
  private func refuses(_ message: String) throws {
    let before = try bytes()
    let result = try queue.run(notifications(1))
    #expect(result.status == 65)
    #expect(result.output == "")
    #expect(result.errors == "mrr-post: \(queue.path): \(message)\n")
    #expect(try queue.operate(["--list", "all"]).status == 65)
    #expect(try bytes() == before)
  }

  // MARK: Files that are refused

  @Test func notADatabase() throws {
    _ = try queue.folder.file("q", String(repeating: "no queue\n", count: 900))
    try refuses("it is not a mrr-post queue")
  }

  @Test func anotherProgramsDatabase() throws {
    #expect(try queue.run("").status == 0)
    try queue.sql("PRAGMA application_id = 7")
    try refuses("it is not a mrr-post queue")
  }

  @Test func aNewerOne() throws {
    #expect(try queue.run("").status == 0)
    try queue.sql("PRAGMA user_version = 2")
    try refuses("it was written by a newer version (format 2; this one knows 1)")
  }

  @Test func aTruncatedOne() throws {
    #expect(try queue.run(notifications(50)).status == 0)
    let whole = try bytes()
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: queue.path))
    let before = try bytes()
    let result = try queue.run(notifications(1))
    #expect(result.status == 65, "\(result.errors)")
    #expect(try bytes() == before)
  }

  @Test func oneThatLostItsTables() throws {
    #expect(try queue.run("").status == 0)
    try queue.sql("DROP TABLE notification")
    try refuses("no such table: notification")
  }

  /// After an unclean end the whole file is looked through before anything is sent.
  @Test func aFlippedByte() throws {
    #expect(try queue.run(notifications(300), ["--retry", "1h"], to: "status=500").status == 75)
    try queue.sql("UPDATE queue SET in_use = 1")
    var data = try bytes()
    // The second page is the table of counts, and the third and later hold rows and indices.
    for offset in stride(from: 3 * 4096 + 3, to: data.count, by: 4096) { data[offset] ^= 0x5A }
    try data.write(to: URL(fileURLWithPath: queue.path))
    let result = try queue.run("")
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.output == "")
    #expect(try bytes() == data)
  }

  @Test func aFlippedByteInABody() throws {
    #expect(try queue.run(notifications(3), ["--retry", "1h"], to: "status=500").status == 75)
    try queue.sql(
      """
      UPDATE notification SET due = 0;
      UPDATE body SET bytes = CAST(replace(CAST(bytes AS TEXT), '2', '3') AS BLOB) WHERE seq = 2
      """)
    let result = try queue.run("")
    #expect(result.status == 1)
    #expect(
      result.output.contains(
        #"{"receipt":"dead","id":"n2","source":null,"line":null,"attempts":1,"status":null,"#
          + #""reason":"corrupt","message":"the body in the queue is not the one that was "#
          + #"accepted; it is not sent"}"#))
    #expect(try queue.all("state") == ["n1": "delivered", "n2": "dead", "n3": "delivered"])
    #expect(try queue.posts()["n2"] == 1, "only what was accepted is sent")
  }

  @Test func aFolderThatIsNotThere() throws {
    let words = PostProcess.trusting + ["--queue", "/nowhere/q", queue.receiver.url("/x")]
    let result = try PostProcess(words, text: notifications(1)).wait()
    #expect(result.status == 66)
    #expect(result.errors == "mrr-post: /nowhere/q-lock: No such file or directory\n")
  }

  @Test(arguments: ["EACCES", "EROFS"]) func aFolderThatCannotBeWritten(_ error: String) throws {
    let strace = [
      "strace", "-qq", "-o", "/dev/null", "-P", queue.path + "-lock", "-e",
      "inject=openat:error=\(error)",
    ]
    let result = try queue.run(notifications(1), under: strace)
    #expect(result.status == 66)
    #expect(try queue.posts().isEmpty)
  }

  @Test func oneThatIsTakenAway() throws {
    let post = try queue.start()
    post.write(notifications(1))
    try queue.receiver.waitForRequests(queue.mark, 1)
    try FileManager.default.removeItem(atPath: queue.path)
    post.write(#"{"meta":{"id":"later"}}"# + "\n")
    let result = post.wait(seconds: 20)
    #expect(result.status == 74, "the input stays open")
    #expect(
      result.errors.hasPrefix(
        "mrr-post: \(queue.path): the queue was taken away while it was in use"),
      "\(result.errors)")
    #expect(!result.output.contains("later"))
  }

  // MARK: Disks

  /// Wraps a run so that calls on the queue's files fail from the `first` one on, or that one alone.
  private func failing(_ call: String, _ error: String, from first: Int, lasts: Bool) -> [String] {
    [
      "strace", "-qq", "-o", "/dev/null", "-P", queue.path, "-P", queue.path + "-journal", "-e",
      "inject=\(call):error=\(error):when=\(first)\(lasts ? "+" : "")",
    ]
  }

  @Test(arguments: [("pwrite64", "EIO"), ("fdatasync", "EIO"), ("pwrite64", "ENOSPC")])
  func aFaultThatPasses(_ call: String, _ error: String) throws {
    #expect(try queue.run("").status == 0)
    let result = try queue.run(
      notifications(5), under: failing(call, error, from: 7, lasts: false))
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.all("receipt").filter { $0 == "accepted" }.count == 5)
    #expect(try queue.posts().values.allSatisfy { $0 == 1 })
  }

  @Test func aFullDisk() throws {
    // What an empty run writes is written at its beginning and at its end.
    let trace = try queue.folder.file("trace", "")
    let strace = ["strace", "-qq", "-o", trace, "-P", queue.path, "-P", queue.path + "-journal"]
    #expect(try queue.run("").status == 0)
    #expect(try queue.run("", under: strace + ["-e", "trace=pwrite64"]).status == 0)
    let writes = lines(queue.folder.text("trace")).filter { $0.contains("pwrite64(") }.count
    let wrapper = failing("pwrite64", "ENOSPC", from: writes / 2 + 1, lasts: true)
    let result = try queue.run(
      notifications(5), ["--rejects", queue.folder.path + "/not-accepted"], under: wrapper)
    #expect(result.status == 74)
    #expect(
      result.errors.contains("; 5 lines from <stdin>:1 on were not accepted\n"),
      "\(result.errors)")
    #expect(result.output == "", "nothing is acknowledged")
    #expect(queue.folder.text("not-accepted") == notifications(5))
    #expect(try queue.posts().isEmpty)
    #expect(try queue.run(notifications(5)).status == 0)
    #expect(try queue.posts().count == 5)
  }

  // MARK: Others at the file

  @Test func aReaderThatTakesItsTime() throws {
    #expect(try queue.run("").status == 0)
    let reader = try Database(opening: queue.path)
    try reader.execute("BEGIN; SELECT count(*) FROM queue")
    let post = try PostProcess(queue.words(), text: notifications(3))
    // Longer than a statement waits for a lock.
    Thread.sleep(forTimeInterval: 6)
    #expect(post.outputSoFar() == "", "nothing is acknowledged before it is written")
    try reader.execute("COMMIT")
    let result = post.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(try queue.posts().count == 3)
  }

  // MARK: Clocks

  /// A run at another time, by Debian's faketime.
  private func at(_ offset: String) -> [String] {
    ["faketime", "-f", offset]
  }

  @Test(.withoutFaketime) func aClockThatWasSetBack() throws {
    // The certificates are good in any of these years.
    let first = try queue.run(
      notifications(2), ["--retry", "1h"], to: "status=500", under: at("+200d"))
    #expect(first.status == 75, "\(first.errors)")
    // An hour is left, not 200 days: with the clock as it is now nothing is due yet, in a while all.
    let now = try queue.run("", ["--retry", "1h"], to: "status=500")
    #expect(now.status == 75)
    #expect(now.output == "")
    let later = try queue.run("", ["--retry", "1h,1h,1h"], to: "status=500", under: at("+80m"))
    #expect(later.all("receipt") == ["retrying", "retrying"], "\(later.errors)")
  }

  @Test(.withoutFaketime) func aClockThatWasSetForward() throws {
    let first = try queue.run(notifications(2), ["--retry", "30m"], to: "status=500")
    #expect(first.status == 75)
    let later = try queue.run("", to: "", under: at("+10d"))
    #expect(later.status == 0, "\(later.errors)")
    #expect(later.all("receipt") == ["delivered", "delivered"])
  }

  // MARK: What is old

  @Test(.withoutFaketime) func theOldIsForgotten() throws {
    #expect(try queue.run(notifications(2)).status == 0)
    let later = try queue.run(
      notifications(2), ["--remember", "1d"], under: at("+2d"))
    #expect(later.all("receipt").filter { $0 == "delivered" }.count == 2, "\(later.output)")
    #expect(Set(try queue.posts().values) == [2])
  }
}
