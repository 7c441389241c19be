import CSpawn
import Foundation
import Glibc
import Kernel

/// A program that is run beside this one within bounds: no environment but what is named, no open file of ours, its own
/// group of processes, which is killed once its time is up or nobody waits for it any more.
struct BoundedChild: Sendable {
  /// The program and its arguments, by its whole path.
  var command: [String]
  var environment: [String]
  /// Where it begins.
  var folder: String
  var timeLimit: Swift.Duration
  /// Bytes of what it says that are kept; the rest is read and dropped, so that it never waits for us.
  var mostWords = 8192
  /// Whether it is killed where whoever waits for it is cancelled.
  var heedsCancellation = true

  enum Ending: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    case tookTooLong
  }

  /// Runs it to its end. Blocks the thread that calls; looks for cancellation twenty times a second.
  ///
  /// - Returns: How it ended, and what it said on standard output and standard error.
  /// - Throws: `unavailable` where it cannot be started, `CancellationError`.
  func run() throws -> (ending: Ending, words: String) {
    var ends: [Int32] = [0, 0]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw BoundedChild.failure("a pipe", errno) }
    defer { close(ends[0]) }
    let child: pid_t
    do {
      defer { close(ends[1]) }
      child = try spawn(saying: ends[1])
    }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return try wait(for: child, hearing: ends[0])
  }

  private func spawn(saying words: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, words, 1)
    posix_spawn_file_actions_adddup2(&actions, words, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    posix_spawn_file_actions_addchdir_np(&actions, folder)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawnattr_setpgroup(&attributes, 0)
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)

    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let fault = posix_spawn(&child, command[0], &actions, &attributes, &arguments, &variables)
    guard fault == 0 else { throw BoundedChild.failure(command[0], fault) }
    return child
  }

  private func wait(for child: pid_t, hearing words: Int32) throws -> (ending: Ending, words: String) {
    let end = ContinuousClock.now + timeLimit
    var (heard, status, isLate): ([UInt8], Int32, Bool) = ([], 0, false)
    while true {
      var asked = pollfd(fd: words, events: Int16(POLLIN), revents: 0)
      _ = poll(&asked, 1, 50)
      let isOpen = drain(words, &heard)
      if waitpid(child, &status, WNOHANG) == child { break }
      isLate = ContinuousClock.now >= end
      if isLate || heedsCancellation && Task.isCancelled {
        // Whatever it started belongs to its group.
        kill(-child, SIGKILL)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        if !isLate { throw CancellationError() }
        break
      }
      // What has closed its output is still to end.
      if !isOpen { _ = poll(nil, 0, 20) }
    }
    kill(-child, SIGKILL)
    _ = drain(words, &heard)
    let text = String(decoding: heard, as: UTF8.self)
    if isLate { return (.tookTooLong, text) }
    let signal = status & 0x7f
    return (signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal), text)
  }

  /// Reads what is there; false where nothing can come any more.
  private func drain(_ words: Int32, _ heard: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(words, &buffer, buffer.count)
      if count == 0 { return false }
      guard count > 0 else { return true }
      heard += buffer.prefix(min(count, max(0, mostWords - heard.count)))
    }
  }

  private static func failure(_ what: String, _ code: Int32) -> MainstayError {
    .unavailable(reason: "\(what) cannot be started: \(String(cString: strerror(code))).")
  }
}
