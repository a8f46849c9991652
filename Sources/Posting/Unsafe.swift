// All of libcurl that this module calls; what it asks of the system besides is in Syscalls.swift.
internal import CCurl
internal import Glibc
internal import Streams

/// What must hold of the process before libcurl starts.
enum CurlProcess {
  /// Sets libcurl up, once.
  ///
  /// `SSLKEYLOGFILE` would have it write every session's keys to a file; it looks for the variable
  /// once, here. Safe: no other thread runs yet, and the texts are literals.
  static let start: Bool = {
    unsafe unsetenv("SSLKEYLOGFILE")
    // libcurl takes and gives back its buffers with each transfer; memory that went back to the
    // system each time would cost a fifth of all.
    mrr_keep_memory(64 << 20)
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  }()

  /// Where libcurl was built to find the system's certificate authorities; nil for nowhere.
  ///
  /// Safe: the text is copied while the handle lives.
  static var authoritiesPath: String? {
    guard start, let easy = unsafe curl_easy_init() else { return nil }
    defer { unsafe curl_easy_cleanup(easy) }
    guard let path = unsafe mrr_info_text(easy, CURLINFO_CAINFO) else { return nil }
    return unsafe String(cString: path)
  }

  /// An unnamed file that holds `text`, and a path to it, good as long as the process lives.
  ///
  /// Safe: `write` is given the array's own pointer and count.
  static func unnamedFile(holding text: [UInt8]) -> String? {
    let descriptor = mrr_unnamed_file()
    guard descriptor >= 0 else { return nil }
    let count = unsafe text.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    return count == text.count ? "/proc/self/fd/\(descriptor)" : nil
  }
}

/// One transfer's handle.
///
/// Safe: the pointers are made in `init`, freed in `deinit`, and never handed out; `user` is the
/// transfer that owns this handle, which lives as long as its transport.
@safe final class EasyHandle {
  private let easy: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?
  /// Whether libcurl took every option.
  private(set) var isSound = true

  init?() {
    guard let easy = unsafe curl_easy_init() else { return nil }
    unsafe self.easy = unsafe easy
    unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    unsafe check(mrr_set_error_buffer(easy, errorText))
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe curl_slist_free_all(headers)
    unsafe errorText.deallocate()
  }

  private func check(_ code: CURLcode) { if code != CURLE_OK { isSound = false } }

  func set(_ option: CURLoption, _ value: Int) { unsafe check(mrr_set_long(easy, option, value)) }

  func set(_ option: CURLoption, _ value: String) {
    unsafe check(mrr_set_text(easy, option, value))
  }

  /// Sets an option that takes a text to none.
  func clear(_ option: CURLoption) { unsafe check(mrr_set_text(easy, option, nil)) }

  /// Has libcurl call `transfer`, which must own this handle.
  func setCallbacks(_ transfer: Transfer) {
    let user = unsafe Unmanaged.passUnretained(transfer).toOpaque()
    unsafe check(
      mrr_set_callbacks(
        easy, user, readBody, takeHeader, takeBody, openSocket, beginRequest))
  }

  /// Makes the handle ready for its next request.
  func prepare(bodyCount: Int, headers lines: [String]) {
    unsafe check(mrr_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bodyCount)))
    let old = unsafe headers
    unsafe headers = nil
    for line in lines { unsafe headers = curl_slist_append(headers, line) }
    unsafe check(mrr_set_headers(easy, headers))
    unsafe curl_slist_free_all(old)
    unsafe errorText[0] = 0
  }

  /// Whether the last thing that went wrong, in the transfer under way, was the sending.
  var hasFailedToSend: Bool {
    unsafe errorText[0] != 0 && String(cString: errorText).hasPrefix("Send failure")
  }

  /// Adds what libcurl knows of the transfer that ended.
  func describe(_ ending: inout TransferEnding) {
    func milliseconds(_ info: CURLINFO) -> Int? {
      let microseconds = unsafe mrr_info_size(easy, info)
      return microseconds > 0 ? Int(microseconds / 1000) : nil
    }
    if unsafe errorText[0] != 0 {
      ending.text = unsafe String(cString: errorText)
    } else if let words = unsafe curl_easy_strerror(CURLcode(ending.code)) {
      ending.text = unsafe String(cString: words)
    }
    ending.lookup = milliseconds(CURLINFO_NAMELOOKUP_TIME_T)
    if let address = unsafe mrr_info_text(easy, CURLINFO_PRIMARY_IP) {
      ending.isConnected = unsafe address[0] != 0
    }
    ending.secure = milliseconds(CURLINFO_APPCONNECT_TIME_T)
    ending.isReused = unsafe ending.isConnected && mrr_info_long(easy, CURLINFO_NUM_CONNECTS) == 0
    ending.verification = unsafe mrr_info_long(easy, CURLINFO_SSL_VERIFYRESULT)
    // It stays from one transfer to the next, and is fresh only where connecting failed.
    ending.connectError = unsafe Int32(truncatingIfNeeded: mrr_info_long(easy, CURLINFO_OS_ERRNO))
    ending.connectStatus = unsafe mrr_info_long(easy, CURLINFO_HTTP_CONNECTCODE)
  }

  fileprivate func add(to multi: UnsafeMutableRawPointer) -> Bool {
    unsafe curl_multi_add_handle(multi, easy) == CURLM_OK
  }

  fileprivate func remove(from multi: UnsafeMutableRawPointer) {
    unsafe curl_multi_remove_handle(multi, easy)
  }
}

/// Many transfers at once.
///
/// Safe: the pointer is made in `init`, freed in `deinit`, and never handed out; the handles in it
/// are those of transfers that its transport keeps, and are taken out before it goes.
@safe final class MultiHandle {
  private let multi: UnsafeMutableRawPointer

  init?() {
    guard let multi = unsafe curl_multi_init() else { return nil }
    unsafe self.multi = unsafe multi
  }

  deinit { unsafe curl_multi_cleanup(multi) }

  func set(_ option: CURLMoption, _ value: Int) -> Bool {
    unsafe mrr_multi_set_long(multi, option, value) == CURLM_OK
  }

  func add(_ easy: EasyHandle) -> Bool { unsafe easy.add(to: multi) }

  func remove(_ easy: EasyHandle) { unsafe easy.remove(from: multi) }

  /// Does what can be done without waiting; whether libcurl is well.
  func perform() -> Bool {
    var running: Int32 = 0
    return unsafe curl_multi_perform(multi, &running) == CURLM_OK
  }

  /// Waits until a transfer, or one of `others`, is ready, or the time is over; whether libcurl is
  /// well.
  ///
  /// Safe: libcurl writes to the array for the call alone.
  func wait(milliseconds: Int, others: inout [CurlWait]) -> Bool {
    var waits = others.map {
      curl_waitfd(
        fd: $0.descriptor,
        events: Int16($0.events), revents: 0)
    }
    let code = unsafe curl_multi_poll(
      multi, &waits, UInt32(waits.count), Int32(clamping: milliseconds), nil)
    for index in others.indices { others[index].isReady = waits[index].revents != 0 }
    return code == CURLM_OK
  }

  /// The transfer that ended next, with libcurl's code.
  ///
  /// Safe: the user data is the transfer that `setCallbacks` was given, which still lives.
  func nextEnded() -> (Transfer, UInt32)? {
    var easy: UnsafeMutableRawPointer?
    var code = CURLE_OK
    guard unsafe mrr_next_ended(multi, &easy, &code) == 1, let user = unsafe mrr_info_user(easy)
    else { return nil }
    return unsafe (transfer(of: user), code.rawValue)
  }
}

/// A descriptor that is waited for beside the transfers.
struct CurlWait {
  let descriptor: Int32
  fileprivate let events: Int32
  fileprivate(set) var isReady = false

  init(_ interest: Wait.Interest) {
    descriptor = interest.number
    events =
      switch interest.kind {
      case .reading: CURL_WAIT_POLLIN
      case .writing: CURL_WAIT_POLLOUT
      // The wait ends with it, though libcurl does not say what came.
      case .hangUp: 0
      }
  }
}

// MARK: - What libcurl calls
//
// Safe, all of them: libcurl lends `size * count` bytes for the call alone, and hands back the
// user data that it was given.

/// The transfer behind the user data.
private func transfer(of user: UnsafeMutableRawPointer?) -> Transfer {
  guard let user = unsafe user else { preconditionFailure("libcurl lost its user data") }
  return unsafe Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
}

private func readBody(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ user: UnsafeMutableRawPointer?
) -> Int {
  let transfer = unsafe transfer(of: user)
  guard let range = transfer.nextBody(size * count), let body = transfer.delivery?.body,
    let target = UnsafeMutableRawPointer(buffer)
  else { return Int(CURL_READFUNC_ABORT) }
  unsafe body[range].withUnsafeBytes {
    unsafe UnsafeMutableRawBufferPointer(start: target, count: range.count).copyMemory(from: $0)
  }
  return range.count
}

private func takeHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ user: UnsafeMutableRawPointer?
) -> Int {
  let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  let isWanted = unsafe transfer(of: user).takeHeader(buffer.bindMemory(to: UInt8.self).span)
  return isWanted ? size * count : -1
}

private func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ user: UnsafeMutableRawPointer?
) -> Int {
  let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  let isWanted = unsafe transfer(of: user).takeBody(buffer.bindMemory(to: UInt8.self).span)
  return isWanted ? size * count : -1
}

private func openSocket(
  _ user: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ wanted: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let wanted = unsafe wanted, let address = unsafe ipAddress(in: wanted),
    unsafe transfer(of: user).mayDial(address)
  else { return -1 }
  // A program that this one starts must not inherit the connection.
  let kind = unsafe wanted.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
  let number = unsafe socket(wanted.pointee.family, kind, wanted.pointee.protocol)
  let error = errno
  unsafe transfer(of: user).noteSocket(number, error: error)
  return number
}

private func beginRequest(
  _ user: UnsafeMutableRawPointer?, _ address: UnsafeMutablePointer<CChar>?,
  _ localAddress: UnsafeMutablePointer<CChar>?, _ port: Int32, _ localPort: Int32
) -> Int32 {
  let mayGo = unsafe transfer(of: user).mayBeginRequest(localPort: localPort)
  return mayGo ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// The address that is about to be dialled; nil for families that no guard knows.
///
/// libcurl declares the address as `sockaddr`, but has room for any behind it; the C library reads
/// it by its family, and within `addrlen`.
private func ipAddress(in wanted: UnsafeMutablePointer<curl_sockaddr>) -> IPAddress? {
  let size = unsafe min(Int(wanted.pointee.addrlen), MemoryLayout<sockaddr_in6>.size)
  var address = sockaddr_in6()
  unsafe withUnsafeMutableBytes(of: &address) { copy in
    unsafe copy.copyMemory(from: UnsafeRawBufferPointer(start: mrr_address(wanted), count: size))
  }
  switch (unsafe wanted.pointee.family, size) {
  case (AF_INET, MemoryLayout<sockaddr_in>.size...):
    return unsafe withUnsafeBytes(of: &address) {
      unsafe .v4(UInt32(bigEndian: $0.load(as: sockaddr_in.self).sin_addr.s_addr))
    }
  case (AF_INET6, MemoryLayout<sockaddr_in6>.size...):
    return unsafe withUnsafeBytes(of: &address.sin6_addr) {
      unsafe .v6(UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)))
    }
  default:
    return nil
  }
}
