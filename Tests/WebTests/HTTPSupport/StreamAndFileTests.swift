import Foundation
import HTTPTypes
import Kernel
import Metrics
import NIOCore
import TestHTTP
import Testing
@testable import HTTPSupport

@Suite("Streams, files, metrics", .timeLimit(.minutes(10)))
struct StreamAndFileTests {
  @Test("one stream more than allowed is 503, and an ended one gives its place back")
  func streamLimit() async throws {
    var limits = HTTPLimits()
    limits.streamsAtOnce = 1
    let route = Route(.get, "/api/v1/file", kind: .api, access: .anyone, feature: "Journal") { _ in
      .stream(type: "text/plain", fileName: "a.txt") { send in try await send(Array("all".utf8)) }
    }
    let site = try TestSite([route], limits: limits)
    for _ in 0..<3 { #expect(try await site.ask(.get, "/api/v1/file").text == "all") }
    #expect(try await site.ask(.head, "/api/v1/file").text == "")
    limits.streamsAtOnce = 0
    let refused = try await TestSite([route], limits: limits).ask(.get, "/api/v1/file")
    #expect(refused.status == .serviceUnavailable)
    #expect(refused.json["detail"]?.stringValue == "streams of this node: at most 0 are open at once.")
  }

  @Test("a folder that is not there is named, not served as empty")
  func missingFolder() {
    #expect(throws: PublicFiles.Unreadable.self) { try PublicFiles(folder: "/nowhere/public") }
    #expect(throws: PublicFiles.Unreadable.self) { try PublicFiles(folder: "/etc/passwd") }
  }

  private func withFiles<T>(_ body: (PublicFiles) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("public-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("vendor"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("body{}".utf8).write(to: folder.appendingPathComponent("app.css"))
    try Data("let a = 1".utf8).write(to: folder.appendingPathComponent("vendor/a.js"))
    return try await body(PublicFiles(folder: folder.path) { $0.count > 7 ? [1, 2, 3] : nil })
  }

  @Test("files are served by what was found at start, with tags and lasting addresses")
  func files() async throws {
    try await withFiles { files in
      #expect(files.paths == ["/app.css", "/vendor/a.js"])
      let site = try TestSite([], files: files)
      let css = try await site.ask(.get, "/app.css")
      #expect(css.text == "body{}")
      #expect(css.headers[.contentType] == "text/css; charset=utf-8")
      #expect(css.headers[.cacheControl] == "public, max-age=60")
      let tag = try #require(css.headers[.eTag])
      #expect(try await site.ask(.get, "/app.css", [.ifNoneMatch: tag]).status == .notModified)
      let other = try await site.ask(.get, "/vendor/a.js?v=1")
      #expect(other.headers[.cacheControl] == "public, max-age=60", "kept for good under what may be the next address")
      let lasting = try await site.ask(.get, "/vendor/a.js?v=\(files.version)", [.acceptEncoding: "gzip, br"])
      #expect(lasting.headers[.cacheControl]?.hasSuffix("immutable") == true)
      #expect(lasting.headers[.contentEncoding] == "gzip")
      #expect(Array(lasting.body.readableBytesView) == [1, 2, 3])
      for path in ["/../etc/passwd", "/vendor/../app.css", "/%2e%2e/x", "/vendor"] {
        #expect(try await site.ask(.get, path).status == .notFound)
      }
    }
  }

  @Test("what is counted is written in the text format, and endless labels are bounded")
  func metrics() {
    let metrics = Prometheus()
    metrics.makeCounter(label: "http.requests", dimensions: [("route", "/a\"b"), ("class", "2xx")]).increment(by: 3)
    metrics.makeCounter(label: "tries_total", dimensions: []).increment(by: 2)
    metrics.makeMeter(label: "queue_depth", dimensions: []).set(Int64(7))
    metrics.makeTimer(label: "cycle", dimensions: []).recordNanoseconds(2_000_000)
    let text = metrics.text()
    #expect(
      text.contains("# TYPE http_requests_total counter\nhttp_requests_total{class=\"2xx\",route=\"/a\\\"b\"} 3\n"))
    #expect(text.contains("\ntries_total 2\n"))
    #expect(text.contains("# TYPE queue_depth gauge\nqueue_depth 7\n"))
    #expect(text.contains("cycle_seconds_bucket{le=\"0.0025\"} 1\n"))
    #expect(text.contains("cycle_seconds_bucket{le=\"0.001\"} 0\n"))
    #expect(text.contains("cycle_seconds_sum 0.002\ncycle_seconds_count 1\n"))
    for n in 0..<(Prometheus.seriesLimit + 10) {
      metrics.makeCounter(label: "many", dimensions: [("n", "\(n)")]).increment(by: 1)
    }
    #expect(metrics.text().contains("metrics_series_lost_total 14\n"))
  }

  @Test("a folder without the files that pages need is refused, and it is said which are missing")
  func otherFolder() throws {
    do throws(PublicFiles.Unreadable) {
      _ = try PublicFiles(folder: "Sources/Kernel", requiring: ["style/base.css", "Duration.swift"])
      Issue.record("taken")
    } catch {
      #expect(error.description.contains("Sources/Kernel") && error.description.contains("style/base.css is missing"))
    }
  }

  @Test("routes are counted by path and class of status, in series that come with their first request")
  func siteMetrics() {
    let metrics = Prometheus()
    let routes = SiteTests.routes
    let site = SiteMetrics(routes, factory: metrics)
    #expect(!metrics.text().contains("http_requests_total"))
    for index in routes.indices where routes[index].path.description == "/api/v1/who" {
      site.record(route: index, status: 204, .milliseconds(3))
    }
    site.record(route: nil, status: 404, .milliseconds(1))
    let text = metrics.text()
    #expect(text.contains("http_requests_total{route=\"/api/v1/who\",status=\"2xx\"} 2\n"))
    #expect(text.contains("http_requests_total{route=\"none\",status=\"4xx\"} 1\n"))
    #expect(text.contains("http_request_microseconds_total{route=\"/api/v1/who\"} 6000\n"))
    #expect(text.contains("http_request_duration_seconds_count{does=\"read\",kind=\"api\"} 1\n"))
    #expect(text.contains("http_request_duration_seconds_count{does=\"change\",kind=\"api\"} 1\n"))
    #expect(!text.contains("route=\"/send\""))
  }

  @Test("metrics are for programs beside it and for those who may see the health")
  func metricsAccess() async throws {
    let routes = HealthRoutes.routes(
      ready: { [HealthCheck("database", good: false, "read-only")] }, metrics: Prometheus())
    let site = try TestSite(routes)
    let late = HealthRoutes.routes(
      ready: { [HealthCheck("engine", good: true, late: true, "late: clocks")] }, metrics: nil)
    #expect(try await TestSite(late).ask(.get, "/health/ready").text == "ready\nLATE engine: late: clocks\n")
    #expect(try await site.ask(.get, "/health/live").status == .ok)
    let ready = try await site.ask(.get, "/health/ready")
    #expect(ready.status == .serviceUnavailable)
    #expect(ready.text == "not ready\nBAD database: read-only\n")
    #expect(try await site.ask(.get, "/metrics").status == .ok)
    let far: HTTPFields = [.forwardedFor: "203.0.113.9"]
    #expect(try await site.ask(.get, "/metrics", far).status == .unauthorized)
    var agent = far
    agent[.authorization] = "Bearer token-agent"
    #expect(try await site.ask(.get, "/metrics", agent).status == .forbidden)
    agent[.authorization] = "Bearer token-lead"
    #expect(try await site.ask(.get, "/metrics", agent).status == .ok)
    // Where something may stand between, nobody is local.
    for site in [try TestSite(routes, behindProxy: true), try TestSite(routes, secure: true)] {
      #expect(try await site.ask(.get, "/metrics").status == .unauthorized)
      #expect(try await site.ask(.get, "/metrics", [.authorization: "Bearer token-lead"]).status == .ok)
    }
  }
}
