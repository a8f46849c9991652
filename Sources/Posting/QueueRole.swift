internal import Command
internal import Outbox
internal import Streams

/// A process's part in a queue: the one that sends from it, or one that only feeds it.
struct QueueRole: ~Copyable {
  let queue: Queue
  private let path: String
  private var lock: HolderLock?
  /// Who sends, where that is another process.
  private(set) var sender: HolderLock.Holder?

  /// How long somebody else may keep the file locked before the run ends, in milliseconds.
  private static let lockPatience = 60_000

  /// How long a feeder waits for the file that a sender is just making, in milliseconds.
  private static let patience = 5000

  private init(
    _ queue: Queue, _ path: String, _ lock: consuming HolderLock?, _ sender: HolderLock.Holder?
  ) {
    self.queue = queue
    self.path = path
    self.lock = lock
    self.sender = sender
  }

  /// Opens the queue at `path` for the endpoint `url`, and makes it if it is not there.
  ///
  /// While another process sends to another URL it is refused.
  static func open(
    _ path: String, for url: Endpoint, _ limits: QueueLimits
  ) throws(Failure) -> QueueRole {
    // What is no queue is refused before a lock is laid beside it.
    let queue = isThere(path) ? try Queue(opening: path, limits: limits) : nil
    var lock: HolderLock?
    var sender: HolderLock.Holder?
    do throws(HolderLock.Refusal) {
      lock = try takeLock(path)
    } catch {
      switch error {
      case .system(let errno): throw Failure(.noInput, "\(path)-lock: \(errno)")
      case .held(by: let holder): sender = holder
      }
    }
    if queue == nil, sender == nil, !isThere(path) {
      try Queue.create(at: path, for: url.url, now: Clock.unixMilliseconds())
    }
    let deadline = Clock.monotonicMilliseconds() + patience
    while queue == nil, !isThere(path), Clock.monotonicMilliseconds() < deadline {
      _ = try? Wait.forSignal(-1, milliseconds: 20)
    }
    let opened = if let queue { queue } else { try Queue(opening: path, limits: limits) }
    opened.patience = lockPatience
    if let sender { try check(url, against: try opened.url(), sender) }
    return QueueRole(opened, path, lock, sender)
  }

  private static func check(
    _ url: Endpoint, against other: String, _ sender: HolderLock.Holder
  ) throws(Failure) {
    if other == url.url { return }
    let shown = ShownURL.text(of: other)
    let difference =
      shown == url.shown ? "another query at \(shown)" : "\(shown), not to \(url.shown)"
    throw Failure(
      .unavailable,
      "\(sender) sends this queue to \(difference); end that process first, or give its URL")
  }

  private static func isThere(_ path: String) -> Bool { (try? FileStatus(at: path)) != nil }

  private static func takeLock(_ path: String) throws(HolderLock.Refusal) -> HolderLock {
    try HolderLock(taking: path + "-lock", as: "mrr-post")
  }

  /// Whether it is this process that sends.
  var isSender: Bool { lock != nil }

  /// Tries to become the sender; whether it is now.
  mutating func tryToSend() -> Bool {
    if lock != nil { return true }
    do throws(HolderLock.Refusal) {
      lock = try Self.takeLock(path)
      sender = nil
    } catch {
      if case .held(by: let holder) = error { sender = holder }
    }
    return lock != nil
  }

  /// Lets another process send.
  mutating func release() { lock = nil }
}
