import Command
import Database
import Ledger
import Streams

extension DetectOptions {
  /// Whether the ledger is only looked at.
  var looks: Bool { isShown || isChecked }

  /// Refuses options that make no sense together.
  func checkTogether() throws(Ending) {
    let others: [(name: String, isGiven: Bool)] = [
      ("--state", ledger != nil), ("--again", again != nil), ("--since", settings.since != nil),
      ("--stream", settings.isStream), ("--show", isShown), ("--check", isChecked),
    ]
    if initial != nil, let other = others.first(where: \.isGiven) {
      throw .failed(Failure(.usage, "\(other.name) makes no sense with --init (try --help)"))
    }
    let dependent = others.first {
      $0.isGiven && ["--again", "--show", "--check"].contains($0.name)
    }
    if let dependent, ledger == nil {
      throw .failed(Failure(.usage, "\(dependent.name) needs --state (try --help)"))
    }
    if isShown && isChecked {
      throw .failed(Failure(.usage, "--show and --check are two questions (try --help)"))
    }
  }

  /// Opens or makes the ledger, and takes over what it fixes.
  mutating func openLedger(_ session: Session) throws(Ending) -> LedgerKeeper {
    let isNew = initial != nil
    guard let path = initial ?? ledger else { throw .failed(Failure(.software, "no ledger")) }
    try Self.check(path, isNew: isNew)
    let lock = try Self.lock(path, patience: patience, session)
    settings.remembers = true
    settings.isSilent = isNew
    if let again {
      settings.again = Clock.unixSeconds() - min(Int64(again / 1000), LedgerKeeper.keptLines)
    }
    let file: LedgerFile
    let stored: LedgerSettings
    do throws(DatabaseError) {
      file =
        isNew
        ? try LedgerFile(making: path, holding: lock, fixed)
        : try LedgerFile(opening: path, holding: lock)
      stored = try file.settings()
    } catch {
      throw .failed(Failure(ledger: error, at: path))
    }
    do throws(Failure) {
      try take(stored, of: path)
      return try LedgerKeeper(file, at: path, isNew: isNew)
    } catch {
      file.abandon()
      throw .failed(error)
    }
  }

  /// Opens the ledger to look at it, beside whoever writes it.
  mutating func openToLook() throws(Ending) -> LedgerKeeper {
    guard let path = ledger else { throw .failed(Failure(.software, "no ledger")) }
    try Self.check(path, isNew: false)
    let file: LedgerFile
    let stored: LedgerSettings
    do throws(DatabaseError) {
      file = try LedgerFile(reading: path)
      stored = try file.settings()
    } catch {
      throw .failed(Failure(ledger: error, at: path))
    }
    do throws(Failure) {
      try take(stored, of: path)
      return try LedgerKeeper(file, at: path, isNew: false)
    } catch {
      throw .failed(error)
    }
  }

  private static func check(_ path: String, isNew: Bool) throws(Ending) {
    let status: FileStatus?
    do throws(Errno) {
      status = try FileStatus(at: path)
    } catch .notThere {
      status = nil
    } catch {
      throw .failed(Failure(.noInput, "\(path): \(error)"))
    }
    if isNew {
      guard status == nil else {
        throw .failed(
          Failure(
            .usage,
            "--init \(path): this file is there already: delete it to learn anew, or go on with it"
              + " (--state \(path))"))
      }
      return
    }
    guard let status else {
      throw .failed(
        Failure(
          .noInput,
          "--state \(path): no such file; make a ledger once:"
            + " mrr-detect --init \(path) < history.jsonl"))
    }
    guard status.kind == .regular else {
      throw .failed(Failure(.data, "\(path): it is not a ledger"))
    }
  }

  /// Takes the lock that keeps a second run away, waiting as long as it may.
  private static func lock(
    _ path: String, patience: Int, _ session: Session
  ) throws(Ending) -> HolderLock {
    let deadline = Clock.monotonicMilliseconds() + patience
    while true {
      let refusal: HolderLock.Refusal
      do throws(HolderLock.Refusal) {
        return try HolderLock(taking: "\(path)-lock", as: "mrr-detect")
      } catch {
        refusal = error
      }
      switch refusal {
      case .held(let holder):
        let left = deadline - Clock.monotonicMilliseconds()
        if left <= 0 {
          throw .failed(
            Failure(.unavailable, "\(path): in use by \(holder); --wait DURATION waits for it"))
        }
        try session.sleep(milliseconds: min(left, 50))
      case .system(let error):
        throw .failed(
          Failure(
            .noInput, "\(path)-lock: \(error); the ledger and its folder must be writable"))
      }
    }
  }

  /// What is fixed with a ledger that is made now.
  private var fixed: LedgerSettings {
    var values = [
      "window": OptionValue.text(milliseconds: settings.windowMilliseconds), "tz": zone,
      "basis": settings.readsInvoices ? "invoices" : "subscriptions",
      "grace": OptionValue.text(milliseconds: settings.graceMilliseconds),
    ]
    for name in ["account", "livemode"] { values[name] = given[name] }
    return LedgerSettings(values)
  }

  /// Takes over what a ledger fixes; another value than its own is refused.
  private mutating func take(_ stored: LedgerSettings, of path: String) throws(Failure) {
    for (name, value) in stored.values {
      guard let wanted = given[name], wanted != value else { continue }
      let own = value.map { "with --\(name) \($0)" } ?? "without --\(name)"
      throw Failure(
        .usage, "--\(name) \(wanted): \(path) was made \(own), and keeps it")
    }
    do throws(UsageError) {
      if let text = stored["window"] {
        settings.windowMilliseconds = Int64(try OptionValue.milliseconds(text))
      }
      if let text = stored["grace"] {
        settings.graceMilliseconds = Int64(try OptionValue.milliseconds(text))
      }
      zone = try ZoneName.checked(stored["tz"] ?? "UTC") ?? "UTC"
    } catch {
      throw Failure(.usage, "\(path): \(error.message)")
    }
    settings.usesLocalZone = zone != "UTC"
    settings.account = stored["account"].map { [UInt8]($0.utf8) }
    settings.readsInvoices = stored["basis"] == "invoices"
    settings.livemode = stored["livemode"].map { $0 == "true" }
  }
}
