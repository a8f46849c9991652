import Foundation
import Testing

/// What was read when a signal came is given back whole.
@Suite struct StopTests {
  /// `--rejects` takes what is given back only after more than the two seconds for which the rest
  /// of a line is waited; meanwhile the rest stands in the pipe.
  @Test func aLineIsNotTornWhileOthersAreGivenBack() throws {
    let count = 400
    let mark = uniqueMark()
    let folder = try TemporaryFolder()
    let rejects = folder.path + "/rejects"
    #expect(mkfifo(rejects, 0o600) == 0)
    // A descriptor for both ways, so that nobody waits for the other.
    let descriptor = open(rejects, O_RDWR | O_NONBLOCK)
    defer { close(descriptor) }
    // F_SETPIPE_SZ (fcntl(2)): it takes four lines.
    let setPipeSize: Int32 = 1031
    #expect(fcntl(descriptor, setPipeSize, 4096) == 4096)
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "30s", "--concurrency", "1", "--rejects", rejects,
        Receiver.shared.url("/\(mark)/delay=1"),
      ])
    // All of it is there when the program reads once more, which it does in large pieces but for the
    // first.
    let first = "{\"n\":0}\n"
    post.write(first)
    try Receiver.shared.waitForRequests(mark, 1)
    post.send(SIGSTOP)
    let pipe = post.input.fileHandleForWriting.fileDescriptor
    #expect(fcntl(pipe, setPipeSize, 1 << 20) == 1 << 20)
    let filler = String(repeating: "x", count: 1000)
    let all = (1...count).map { "{\"n\":\($0),\"filler\":\"\(filler)\"}\n" }
    post.write(all.joined())
    post.send(SIGCONT)
    try Receiver.shared.waitForRequests(mark, 2)
    post.send(SIGTERM)
    usleep(3_500_000)
    var given: [UInt8] = []
    let deadline = Date() + 30
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while post.process.isRunning && Date() < deadline {
      let count = read(descriptor, &bytes, bytes.count)
      if count > 0 { given += bytes[..<count] } else { usleep(5000) }
    }
    while case let count = read(descriptor, &bytes, bytes.count), count > 0 {
      given += bytes[..<count]
    }
    let result = post.wait()
    #expect(result.status == 128 + 15, "\(result.errors)")
    #expect(!result.errors.contains("cut off"), "\(result.errors)")
    // What was read, and the rest of the line of which a part was.
    let kept = lines(String(decoding: given, as: UTF8.self))
    #expect(kept.count > 200)
    #expect(Set(kept).isSubset(of: all))
  }
}
