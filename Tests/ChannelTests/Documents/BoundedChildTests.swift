import Foundation
import Glibc
import Kernel
import Testing
@testable import Documents

@Suite("Programs beside this one, within bounds", .timeLimit(.minutes(5)))
struct BoundedChildTests {
  private func child(_ script: String, environment: [String] = [], time: Swift.Duration = .seconds(20)) -> BoundedChild
  {
    BoundedChild(command: ["/bin/sh", "-c", script], environment: environment, folder: "/usr", timeLimit: time)
  }

  @Test("it ends as the program did, with what that said")
  func ends() throws {
    let (ending, words) = try child("echo out; echo err >&2; exit 3").run()
    #expect(ending == .exited(3) && words == "out\nerr\n")
    #expect(try child("kill -9 $$").run().ending == .signalled(SIGKILL))
    #expect(throws: MainstayError.self) {
      try BoundedChild(command: ["/nowhere/x"], environment: [], folder: "/", timeLimit: .seconds(1)).run()
    }
  }

  @Test("it has no environment and no file of ours, and begins where it is told")
  func surroundings() throws {
    let held = open("/etc/hostname", O_RDONLY)
    defer { close(held) }
    #expect(
      try child("/usr/bin/env | grep -v ^PWD= | grep -v ^_= | grep -v ^SHLVL=", environment: ["A=1"]).run().words
        == "A=1\n")
    #expect(try child("pwd").run().words == "/usr\n")
    let files = try child("ls /proc/self/fd").run().words.split(separator: "\n").compactMap { Int($0) }
    // The folder that it lists is one itself.
    #expect(files.count <= 4 && !files.contains(Int(held)) || held == 3 && files.count <= 4)
  }

  @Test("what it says is bounded, however much that is")
  func talkative() throws {
    let (ending, words) = try child("head -c 3000000 /dev/zero | tr '\\0' x").run()
    #expect(ending == .exited(0) && words.utf8.count == 8192)
  }

  @Test("it is killed with all that it started once its time is up", .timeLimit(.minutes(10)))
  func late() throws {
    let begun = ContinuousClock.now
    let (ending, words) = try child("sleep 300 & echo $!; sleep 300", time: .milliseconds(400)).run()
    #expect(ending == .tookTooLong && ContinuousClock.now - begun < .seconds(20))
    let started = try #require(Int32(words.split(separator: "\n").first ?? ""))
    // Whoever inherits it may take a moment to bury it.
    for _ in 0..<100 where kill(started, 0) == 0 && !isBuried(started) { _ = poll(nil, 0, 50) }
    #expect(kill(started, 0) != 0 || isBuried(started))
  }

  private func isBuried(_ process: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status.map { $0.contains(") Z ") } ?? true
  }

  @Test("it is killed when nobody waits for it any more")
  func cancelled() async throws {
    let child = child("sleep 300", time: .seconds(200))
    let task = Task.detached { try child.run() }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    let begun = ContinuousClock.now
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(ContinuousClock.now - begun < .seconds(20))
  }
}

/// A folder for a test that waits.
enum OwnFolderTest {
  static func with(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("documents-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }
}

/// A socket of this machine on which nobody should be heard.
final class Listener {
  let port: UInt16
  private let socket: Int32

  init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let own = socket
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(own, $0, length) == 0 && listen(own, 4) == 0 && getsockname(own, $0, &length) == 0
      }
    }
    guard bound else { throw MainstayError.unavailable(reason: "no socket") }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(socket) }

  /// Whether somebody has connected.
  func heardSomething() -> Bool {
    var asked = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&asked, 1, 100) > 0
  }
}
