/// A socket that clients connect to: one of ours, or an inherited one (socket activation).
///
/// A Unix socket is made with mode 0600 or the one that is asked for. A path that is there already
/// is connected to: where nobody answers it is stale and replaced, else it is in use. When the
/// listener goes, its path goes with it, if it still leads to it.
package final class Listener {
  /// What it is called in messages.
  package let name: String
  /// To be waited for: it can be read when a client waits.
  package let number: Int32
  /// Whether it is shared with who started us, who goes on with it.
  package let isInherited: Bool

  private var descriptor: FileDescriptor?
  private var path: OwnPath?

  /// A path, and what it led to when it was made.
  private struct OwnPath {
    var path: String
    var status: FileStatus
  }

  /// Binds `address`, and listens; `mode` is that of a Unix socket's path.
  ///
  /// Throws ``AddressError/Kind/unavailable`` where another process has it.
  package convenience init(binding address: Address, mode: UInt32) throws(AddressError) {
    let name = address.inputName
    switch address {
    case .unixListen(let path):
      let lock = FolderLock(of: path)
      defer { withExtendedLifetime(lock) {} }
      let descriptor = try Self.bound(path, name)
      do throws(Errno) {
        if mode != 0o600 { try Syscalls.setMode(at: path, mode) }
        try Syscalls.listen(descriptor.number)
        let own = OwnPath(path: path, status: try FileStatus(at: path))
        self.init(name, descriptor, isInherited: false, own)
      } catch {
        try? Syscalls.unlink(path)
        throw AddressError(.cannotOpen, "\(name): \(error)")
      }
    case .tcpListen(let host, let port):
      self.init(name, try Self.bound(host, port, name), isInherited: false, nil)
    case .standard, .file, .descriptor, .unix, .tcp:
      preconditionFailure("\(name) is no address to listen on")
    }
  }

  /// Takes over a listening socket that was inherited.
  package convenience init(
    adopting descriptor: consuming FileDescriptor, name: String
  ) throws(AddressError) {
    do throws(Errno) {
      // Another process that shares it may take the client that it was ready for.
      try descriptor.neverBlock()
    } catch {
      throw AddressError(.cannotUse, "\(name): \(error)")
    }
    self.init(name, descriptor, isInherited: true, nil)
  }

  private init(
    _ name: String, _ descriptor: consuming FileDescriptor, isInherited: Bool, _ path: OwnPath?
  ) {
    self.name = name
    self.isInherited = isInherited
    self.path = path
    number = descriptor.number
    self.descriptor = consume descriptor
  }

  deinit { removePath() }

  /// Takes in the next client, which does not block; nil where none waits.
  package func accept() throws(Errno) -> FileDescriptor? {
    while true {
      do throws(Errno) {
        let client = FileDescriptor(adopting: try Syscalls.accept(number))
        Syscalls.setConnectionOptions(client.number)
        return client
      } catch .wouldBlock {
        return nil
      } catch .aborted {
        // It went away while it waited.
        continue
      }
    }
  }

  /// Lets no new client find it; those that wait can still be taken in.
  package func removePath() {
    guard let own = path else { return }
    path = nil
    guard let now = try? FileStatus(at: own.path), now.device == own.status.device,
      now.inode == own.status.inode
    else { return }
    try? Syscalls.unlink(own.path)
  }

  /// Listens no more; who waits is turned away, but for an inherited socket.
  package func close() {
    removePath()
    descriptor = nil
  }

  // MARK: Binding

  private static func bound(_ path: String, _ name: String) throws(AddressError) -> FileDescriptor {
    // Others may come and go meanwhile, though hardly more than once or twice.
    var attempts = 10
    while true {
      do throws(Errno) {
        let descriptor = FileDescriptor(adopting: try Syscalls.unixSocket())
        // Before it has a name: nobody finds it with another mode, whatever the umask is.
        try Syscalls.setMode(of: descriptor.number, 0o600)
        try Syscalls.bindUnix(descriptor.number, path)
        return descriptor
      } catch {
        guard error == .addressInUse && attempts > 0 else {
          throw AddressError(.cannotOpen, "\(name): \(error)")
        }
      }
      attempts -= 1
      try removeStale(path, name)
    }
  }

  /// Takes away a socket that nobody listens on.
  private static func removeStale(_ path: String, _ name: String) throws(AddressError) {
    // Who had it may just have gone.
    guard let status = try? FileStatus(at: path) else { return }
    guard status.kind == .socket else {
      throw AddressError(.cannotOpen, "\(name): is there already, and is no socket")
    }
    do throws(Errno) {
      let probe = FileDescriptor(adopting: try Syscalls.unixSocket())
      try Syscalls.connectUnix(probe.number, path)
    } catch {
      if error == .refused {
        do throws(Errno) {
          return try Syscalls.unlink(path)
        } catch {
          throw AddressError(.cannotOpen, "\(name): cannot replace a stale socket: \(error)")
        }
      }
      // A full queue of clients, or another kind of socket: somebody has it.
      if error == .notThere { return }
    }
    throw AddressError(.unavailable, "\(name): in use by another process")
  }

  private static func bound(
    _ host: String, _ port: UInt16, _ name: String
  ) throws(AddressError) -> FileDescriptor {
    let address: Syscalls.TCPAddress?
    do throws(Syscalls.NameError) {
      address = try Syscalls.address(Address.bare(host), port, index: 0)
    } catch {
      throw AddressError(.cannotOpen, "\(name): \(error.reason)")
    }
    guard let address else { throw AddressError(.cannotOpen, "\(name): no such host") }
    do throws(Errno) {
      let descriptor = FileDescriptor(adopting: try Syscalls.socket(address.family))
      try Syscalls.bind(descriptor.number, address)
      try Syscalls.listen(descriptor.number)
      return descriptor
    } catch {
      if error == .addressInUse {
        throw AddressError(.unavailable, "\(name): in use by another process")
      }
      throw AddressError(.cannotOpen, "\(name): \(error)")
    }
  }
}
