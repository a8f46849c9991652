/// The lines of many clients of one listener, merged line by line; or those of one connection.
///
/// What it gives is whole lines: the beginning of one stays with its client until its end has come,
/// in bounded memory, whatever the clients do. A client that goes away inside a line loses that line
/// alone. Nothing here waits: ``number`` can be waited for.
package final class ClientMerge {
  /// How many bytes of its unfinished line every client may have held in any case.
  private static let few = 4096
  /// After this time the next one in need of memory gets that of a client that sends nothing.
  private static let patienceMilliseconds = 10_000
  /// After this time a client that is to end, but sends nothing, is taken for one that never will.
  private static let silenceMilliseconds = 1000

  /// To be waited for: it can be read when there is something to do.
  package let number: Int32
  /// What is to be said on standard error, not yet taken.
  package var warning: String?
  /// Whole lines, for the reader to take.
  var ready: [UInt8] = []
  /// Where in ``ready`` the lines of a client end, and whether the last of them was cut off.
  var seams: [Seam] = []

  /// Where the lines of one client end.
  struct Seam {
    var end: Int
    var isCut: Bool
  }

  private let name: String
  private let maxLine: Int
  /// How many bytes of unfinished lines may be held beside one of the longest, and ``few`` of every
  /// client.
  private let memory: Int
  private let keepsTexts: Bool
  private var listener: Listener?
  private var clients: [Int32: Client] = [:]
  /// How many there may be at once.
  private var limit: Int
  private var isFull = false
  private var hasWarned = false
  private var chunk: [UInt8]
  /// `outer` holds the timer, and the set of the listener and all clients, or one client alone.
  private let outer: FileDescriptor
  private let inner: FileDescriptor
  private let timer: FileDescriptor
  private var isTicking = false
  private var isLeaving = false
  /// How many bytes of unfinished lines are held.
  package private(set) var held = 0
  /// The one that has more memory than its share, and those that wait for it.
  private var spender: Client?
  private var waiting: [Client] = []
  /// Whose lines were given last, and whether nobody else is read now.
  private var last: Client?
  private var isKeeping = false
  private var hasGivenUpKeeping = false

  /// Merges the clients of `listener`; without one reads `connection`, with whose end it ends.
  package init(
    _ listener: Listener?, _ connection: consuming FileDescriptor?, name: String, maxLine: Int,
    keepsTexts: Bool, readSize: Int = 256 * 1024, memory: Int = 16 << 20
  ) throws(Errno) {
    self.name = name
    self.maxLine = maxLine
    self.memory = memory
    self.keepsTexts = keepsTexts
    chunk = [UInt8](repeating: 0, count: readSize)
    self.listener = listener
    let allowed = listener == nil ? 1 : Syscalls.raiseDescriptorLimit()
    limit = max(1, allowed - min(128, allowed / 2))
    outer = FileDescriptor(adopting: try Syscalls.makeSet())
    inner = FileDescriptor(adopting: try Syscalls.makeSet())
    timer = FileDescriptor(adopting: try Syscalls.makeTimer())
    number = outer.number
    try Syscalls.add(timer.number, to: number)
    try Syscalls.add(inner.number, to: number)
    if let listener { try Syscalls.add(listener.number, to: inner.number) }
    if let connection = consume connection { try add(connection) }
  }

  /// Whether somebody is connected who has not sent all.
  var isExpectingMore: Bool { !clients.isEmpty }

  /// Reads what is at hand until there are whole lines, which are then in ``ready``.
  func advance() throws(Errno) -> LineSource.Fill {
    for _ in 0..<64 {
      if listener == nil && clients.isEmpty { return .end }
      guard var number = try Syscalls.nextReady(in: outer.number) else { break }
      if number == timer.number {
        try tick()
        if !ready.isEmpty { return .data }
        continue
      }
      if number == inner.number {
        guard let one = try Syscalls.nextReady(in: inner.number) else { break }
        number = one
      }
      if let client = clients[number] {
        try read(client)
        if !ready.isEmpty { return .data }
      } else if number == listener?.number {
        try takeInClients()
        // Whether one of them may be read at once is the reader's to say.
        break
      }
    }
    return listener == nil && clients.isEmpty ? .end : .nothing
  }

  // MARK: Clients

  private func takeInClients() throws(Errno) {
    for _ in 0..<16 {
      guard clients.count < limit else { return try pauseListening() }
      do throws(Errno) {
        guard let client = try listener?.accept() else { return }
        try add(client)
      } catch {
        // Others of our descriptors, or the system's, have used up what there is.
        guard [.tooMany, .tooManyInSystem].contains(error), !clients.isEmpty else { throw error }
        limit = clients.count
      }
    }
  }

  private func add(_ connection: consuming FileDescriptor) throws(Errno) {
    try connection.neverBlock()
    let client = Client(connection, at: Clock.monotonicMilliseconds())
    try Syscalls.add(client.number, to: inner.number)
    clients[client.number] = client
  }

  private func pauseListening() throws(Errno) {
    guard !isFull, let listener else { return }
    isFull = true
    try Syscalls.remove(listener.number, from: inner.number)
    if hasWarned { return }
    hasWarned = true
    warning =
      "\(name): \(limit) clients are connected, which is all that the limit of open files allows "
      + "(ulimit -n); new ones wait until one leaves"
  }

  private func read(_ client: Client) throws(Errno) {
    guard let room = try room(for: client) else { return }
    let count: Int
    do throws(Errno) {
      count = try Syscalls.read(client.number, into: &chunk, 0..<room)
    } catch .wouldBlock {
      return
    } catch {
      try end(client)
      // Who has not read that we take our leave breaks off as it ends, with all that it wrote read.
      if isLeaving && error == .reset { return }
      // Whom we connected to says how it ended; one client of many is only gone.
      if listener == nil { throw error }
      warning = "\(name): a client broke off: \(error); what it sent last may be missing"
      return
    }
    if count == 0 { return try end(client) }
    client.lastHeard = Clock.monotonicMilliseconds()
    let before = client.partial.count
    if take(in: count, from: client) {
      last = client
      hasGivenUpKeeping = false
    }
    if client === spender && client.partial.count < before { try freeMemory() }
  }

  /// Takes in the first `count` bytes of ``chunk``; whether something is whole with them.
  private func take(in count: Int, from client: Client) -> Bool {
    let before = (ready.count, client.partial.count)
    client.take(chunk, count, maxLine: maxLine, keepsTexts: keepsTexts, into: &ready)
    held += client.partial.count - before.1
    if ready.count == before.0 { return false }
    seams.append(Seam(end: ready.count, isCut: false))
    return true
  }

  private func end(_ client: Client) throws(Errno) {
    held -= client.partial.count
    if client.end(into: &ready) {
      seams.append(Seam(end: ready.count, isCut: true))
    }
    clients[client.number] = nil
    if last === client {
      if isKeeping { try keep(nil) }
      last = nil
    }
    if client.isWaiting {
      waiting.removeAll { $0 === client }
    } else {
      try Syscalls.remove(client.number, from: inner.number)
    }
    if client === spender { try freeMemory() }
    if isFull, !isLeaving, let listener {
      isFull = false
      try Syscalls.add(listener.number, to: inner.number)
    }
  }

  // MARK: Memory

  /// How many bytes of the client may be read now; nil where it has to wait for memory.
  private func room(for client: Client) throws(Errno) -> Int? {
    if client === spender || held + chunk.count <= memory { return chunk.count }
    let few = Self.few - client.partial.count
    if few > 0 { return min(few, chunk.count) }
    if spender == nil {
      spender = client
      return chunk.count
    }
    client.isWaiting = true
    waiting.append(client)
    try Syscalls.remove(client.number, from: inner.number)
    if isKeeping && client === last {
      // The memory that it waits for is had by those who are not read meanwhile.
      hasGivenUpKeeping = true
      try keep(nil)
    }
    try startTicking()
    return nil
  }

  private func freeMemory() throws(Errno) {
    spender = nil
    for client in waiting {
      client.isWaiting = false
      try Syscalls.add(client.number, to: inner.number)
    }
    waiting = []
  }

  // MARK: One client alone

  /// Whether the lines given last belong together with those that their client sends next: nobody
  /// else is then read, as long as that one goes on sending.
  func keepToLast(_ belongsTogether: Bool) throws(Errno) {
    let wanted =
      belongsTogether && clients.count > 1 && !hasGivenUpKeeping && !(last?.isWaiting ?? true)
    if wanted != isKeeping { try keep(wanted ? last : nil) }
  }

  private func keep(_ client: Client?) throws(Errno) {
    if let client {
      try Syscalls.remove(inner.number, from: outer.number)
      try Syscalls.add(client.number, to: outer.number)
      try startTicking()
    } else {
      if let last { try Syscalls.remove(last.number, from: outer.number) }
      try Syscalls.add(inner.number, to: outer.number)
    }
    isKeeping = client != nil
  }

  // MARK: Taking leave

  /// Takes no more than what is on its way: every client is told so, and read to its end.
  func stop() throws(Errno) {
    guard !isLeaving else { return }
    isLeaving = true
    if isKeeping { try keep(nil) }
    if let listener {
      // Who waits at a listener that goes on without us is left to it.
      if !listener.isInherited {
        listener.removePath()
        try takeInWaiting(listener)
      }
      if !isFull { try Syscalls.remove(listener.number, from: inner.number) }
      listener.close()
    }
    listener = nil
    let word = [Farewell.byte]
    let now = Clock.monotonicMilliseconds()
    for client in clients.values {
      client.lastHeard = now
      _ = try? Syscalls.send(client.number, word.span, 0..<1)
      Syscalls.endWriting(client.number)
    }
    try startTicking()
  }

  /// Takes in who waits still; who cannot be taken in is turned away with all that it has written,
  /// which must not go unsaid.
  private func takeInWaiting(_ listener: Listener) throws(Errno) {
    while clients.count < limit {
      let client: FileDescriptor
      do throws(Errno) {
        guard let waiting = try listener.accept() else { return }
        client = waiting
      } catch {
        warning = "\(name): clients that waited were turned away: \(error)"
        return
      }
      try add(client)
    }
  }

  /// Waits no longer for the ends of lines: what was begun is given as it is, as cut off.
  ///
  /// To be called again as long as ``isExpectingMore``: it gives no more at a time than is usual.
  func giveUp() throws(Errno) {
    for client in clients.values {
      if client.isUnix { Syscalls.endReading(client.number) }
      // What it had written is in its socket still; what it goes on to write is too late.
      var left = Syscalls.unreadBytes(of: client.number)
      while left > 0 {
        let count = try? Syscalls.read(client.number, into: &chunk, 0..<min(left, chunk.count))
        guard let count, count > 0 else { break }
        left -= count
        _ = take(in: count, from: client)
      }
      try end(client)
      if ready.count >= chunk.count { return }
    }
  }

  // MARK: Time

  private func startTicking() throws(Errno) {
    if isTicking { return }
    isTicking = true
    try Syscalls.setTimer(timer.number, milliseconds: isLeaving ? 50 : 500)
  }

  /// Looks who was silent for too long.
  private func tick() throws(Errno) {
    isTicking = false
    try Syscalls.setTimer(timer.number, milliseconds: 0)
    let now = Clock.monotonicMilliseconds()
    if isKeeping, let last, now - last.lastHeard >= Self.silenceMilliseconds {
      hasGivenUpKeeping = true
      try keep(nil)
    }
    if let one = spender, !waiting.isEmpty, now - one.lastHeard >= Self.patienceMilliseconds {
      warning =
        "\(name): a client that sent nothing for \(Self.patienceMilliseconds / 1000) s inside a long "
        + "line was cut off: others waited for its memory"
      try end(one)
    }
    if isLeaving {
      for client in clients.values
      where client.isUnix && client.partial.isEmpty
        && now - client.lastHeard >= Self.silenceMilliseconds
      {
        // It reads as ended as soon as what it had written is read.
        Syscalls.endReading(client.number)
      }
    }
    if isLeaving && !clients.isEmpty || isKeeping || !waiting.isEmpty { try startTicking() }
  }
}
