import Foundation
import Kernel
import NIOCore
import NIOPosix
import Synchronization
import Testing
@testable import Outbound
@testable import Webhooks

@Suite("An answer is bounded as a whole", .timeLimit(.minutes(10)))
struct BoundedAnswerTests {
  private static let loopback = OutboundGuard.Address(bytes: [127, 0, 0, 1])

  /// What a receiver does once somebody has connected.
  enum Manner: Sendable {
    /// Says nothing.
    case hangs
    /// Promises a body and sends a byte of it every few milliseconds.
    case drips
    /// Sends more than is read, and never ends.
    case endless
    /// Answers and leaves.
    case good
  }

  private func send(_ manner: Manner, within limit: Kernel.Duration) async throws -> Int {
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in channel.pipeline.addHandler(SlowReceiver(manner)) }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = server.localAddress?.port ?? 0
    let sender = HTTPSender(
      guard: OutboundGuard(allowedHosts: ["hook.invalid"]) { _ in [BoundedAnswerTests.loopback] }, limit: limit)
    do {
      let status = try await sender.send("POST", to: "http://hook.invalid:\(port)/", body: "{}")
      try await server.close()
      return status
    } catch {
      try await server.close()
      throw error
    }
  }

  @Test("one that never ends is broken off, however it passes the time", arguments: [Manner.hangs, .drips])
  func brokenOff(_ manner: Manner) async throws {
    await #expect(throws: HTTPSender.TookTooLong.self) { try await send(manner, within: .milliseconds(300)) }
  }

  @Test("of a long one enough is read to know that it is one", arguments: [Manner.endless, .good])
  func read(_ manner: Manner) async throws {
    #expect(try await send(manner, within: HTTPSender.limit) == 200)
  }
}

/// Speaks just enough HTTP for one answer.
private final class SlowReceiver: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let manner: BoundedAnswerTests.Manner

  init(_ manner: BoundedAnswerTests.Manner) { self.manner = manner }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let channel = context.channel
    switch manner {
    case .hangs: break
    case .drips:
      SlowReceiver.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", to: channel)
      channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(5)) { task in
        if channel.isActive { SlowReceiver.write("x", to: channel) } else { task.cancel() }
      }
    case .endless:
      let body = String(repeating: "x", count: 2 * HTTPSender.longestAnswer)
      SlowReceiver.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body, to: channel)
    case .good: SlowReceiver.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", to: channel)
    }
  }

  private static func write(_ text: String, to channel: any Channel) {
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
  }
}

@Suite("Names are looked up beside everything else", .timeLimit(.minutes(10)))
struct NameLookupTests {
  @Test("one that is never answered keeps a thread of its own, and no other name")
  func silent() async throws {
    let gate = Gate()
    let lookup = NameLookup(limit: .milliseconds(200)) { host in
      if host == "silent.example" { gate.wait() }
      return [OutboundGuard.Address(bytes: [192, 0, 2, UInt8(host.utf8.count)])]
    }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 1...100 {
        group.addTask {
          do {
            _ = try await lookup.addresses(of: "silent.example")
            return false
          } catch {
            return error is NameLookup.TookTooLong
          }
        }
      }
      for await tookTooLong in group { #expect(tookTooLong) }
    }
    // All may have given up before the thread so much as began.
    while gate.count == 0 { await Task.yield() }
    #expect(gate.count == 1, "asked for once, however many wait")
    gate.open()
  }

  @Test("others are answered while it waits")
  func others() async throws {
    let gate = Gate()
    let lookup = NameLookup { host in
      if host == "silent.example" { gate.wait() }
      return [OutboundGuard.Address(bytes: [192, 0, 2, UInt8(host.utf8.count)])]
    }
    async let late = lookup.addresses(of: "silent.example")
    for name in ["a", "bb", "ccc"] {
      #expect(try await lookup.addresses(of: name).map(\.text) == ["192.0.2.\(name.utf8.count)"])
    }
    gate.open()
    #expect(try await late.map(\.text) == ["192.0.2.14"])
  }
}

/// Holds a thread up until it is opened.
private final class Gate: Sendable {
  private let isOpen = DispatchSemaphore(value: 0)
  private let waited = Mutex(0)

  func wait() {
    waited.withLock { $0 += 1 }
    isOpen.wait()
  }

  func open() { isOpen.signal() }
  /// How often somebody waited.
  var count: Int { waited.withLock { $0 } }
}
