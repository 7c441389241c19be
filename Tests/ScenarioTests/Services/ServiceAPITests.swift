import AgreementFiles
import HTTPSupport
import HTTPTypes
import Kernel
import SystemZones
import TestDatabases
import Testing

@Suite("Availability over the API", .timeLimit(.minutes(10)))
struct ServiceAPITests {
  @Test(
    "outages are recorded once, corrected by their version, withdrawn; a month is stated again; the question gives its figure"
  )
  func life() async throws {
    try await APIDesk.open { desk in
      let promise: JSON = [
        "target": "99.9", "timeZone": "Europe/Berlin", "degraded": "0.5", "from": "2025-05-01", "newService": true,
      ]
      #expect(try await desk.call("makePromise", ["service": "payments"], promise).status == 403)
      let made = try await desk.call("makePromise", ["service": "payments"], promise, as: .manager)
      #expect(made.status == 200 && made.headers[.eTag] == "\"1\"")
      let draft: JSON = [
        "service": "payments", "from": "2025-05-10T10:00:00Z", "to": "2025-05-10T11:00:00Z", "cause": "supplier",
        "source": "probe", "evidence": "refused",
      ]
      let key: HTTPFields = [.idempotencyKey: "k"]
      let told = try await desk.call("recordOutage", [:], draft, headers: key)
      #expect(told.status == 201 && told.headers[.location] == "/api/v1/outages/OUT-1")
      #expect(told.json["restated"]?.arrayValue?.first?["period"] == "2025-05")
      #expect(try await desk.call("recordOutage", [:], draft, headers: key).json == told.json)
      let twice = try await desk.call("recordOutage", [:], draft)
      #expect(twice.status == 422 && twice.text.contains("OUT-1 says the same already"))
      let may = try await desk.call("showAvailability", ["service": "payments"], query: "period=2025-05")
      #expect(may.json["figure"]?["availability"] == "99.865591" && may.json["figure"]?["met"] == false)
      #expect(may.json["provisional"] == false && may.json["statements"]?.arrayValue?.count == 2)
      #expect(may.json["ledger"]?.arrayValue?.first?["outages"] == ["OUT-1"])
      let question = try await desk.call("showAvailabilityQuestion", ["service": "payments"], query: "period=2025-05")
      let answer = try AvailabilityFile(yaml: Array(question.text.utf8), zones: SystemZones()).answered().json
      #expect(answer["availability"] == "99.865591")
      let seen = try await desk.call("showOutage", ["outage": "OUT-1"])
      #expect(seen.json["source"] == "probe" && seen.headers[.eTag] == "\"1\"")
      let change: JSON = ["reason": "the log says so", "to": "2025-05-10T11:30:00Z"]
      let corrected = try await desk.call(
        "correctOutage", ["outage": "OUT-1"], change, headers: [.ifMatch: "\"1\""])
      #expect(
        corrected.status == 200 && corrected.json["restated"]?.arrayValue?.first?["figure"]?["badSeconds"] == "5400")
      #expect(
        try await desk.call("correctOutage", ["outage": "OUT-1"], change, headers: [.ifMatch: "\"1\""]).status == 412)
      #expect(try await desk.call("showOutage", ["outage": "OUT-1"]).json["told"]?.arrayValue?.count == 2)
      // What would make May better waits for somebody else.
      let asked = try await desk.call("withdrawOutage", ["outage": "OUT-1"], ["reason": "twice"])
      #expect(asked.status == 202 && asked.json["waiting"] == "CHG-1" && asked.json["restated"] == [])
      #expect(asked.json["url"] == "/api/v1/service-changes/CHG-1" && asked.json["outage"]?["withdrawn"] == false)
      #expect(try await desk.call("showOutage", ["outage": "OUT-1"]).json["waiting"] == "CHG-1")
      #expect(try await desk.call("approveServiceChange", ["change": "CHG-1"]).status == 403)
      let waiting = try await desk.call("listServiceChanges").items
      #expect(waiting.map { $0["kind"] } == ["withdraw"] && waiting[0]["moves"]?.arrayValue?.count == 1)
      #expect(waiting[0]["moves"]?.arrayValue?.first?["after"]?["met"] == true)
      // A program by a token is no second person: somebody else may have made it.
      let program = try await desk.call("approveServiceChange", ["change": "CHG-1"], as: .manager)
      #expect(program.status == 409 && program.json["code"] == "no-person")
      let session = try await desk.signedIn(.manager)
      let empty = try await desk.call(
        "refuseServiceChange", ["change": "CHG-1"], ["note": ""], as: nil, headers: session)
      #expect(empty.status == 422)
      let done = try await desk.call("approveServiceChange", ["change": "CHG-1"], as: nil, headers: session)
      #expect(done.status == 200 && done.json["restated"]?.arrayValue?.first?["figure"]?["badSeconds"] == "0")
      #expect(try await desk.call("approveServiceChange", ["change": "CHG-1"], as: .manager).status == 409)
      #expect(try await desk.call("takeBackServiceChange", ["change": "CHG-1"]).status == 409)
      #expect(try await desk.call("showServiceChange", ["change": "CHG-1"]).json["state"] == "approved")
      #expect(try await desk.call("showServiceChange", ["change": "CHG-9"]).status == 404)
      #expect(try await desk.call("listServiceChanges", query: "decided=true").items.count == 1)
      #expect(try await desk.call("withdrawOutage", ["outage": "OUT-1"], ["reason": "twice"]).status == 409)
      #expect(try await desk.call("approveOutage", ["outage": "OUT-1"], as: .manager).status == 409)
      let list = try await desk.call("listOutages", query: "service=payments")
      #expect(list.items.map { $0["withdrawn"] } == [true] && list["next"] == nil)
      // Another promise for the period that runs waits too; one for the next does not.
      let lower: JSON = ["target": "99", "timeZone": "Europe/Berlin", "from": "2025-06-01", "lower": true]
      #expect(
        try await desk.call("makePromise", ["service": "payments"], ["target": "99"], as: .manager).text.contains(
          "lower"))
      let later = try await desk.call("makePromise", ["service": "payments"], lower, as: .manager)
      #expect(later.status == 202 && later.json["waiting"] == "CHG-2")
      let services = try await desk.call("listServices").items
      #expect(services.map { $0["service"] } == ["payments"] && services[0]["last"]?["period"] == "2025-05")
      #expect(try await desk.call("listServices", as: .requester).status == 403)
      let lines = try await desk.call("showPromise", ["service": "payments"])
      #expect(lines.json["versions"]?.arrayValue?.count == 1 && lines.headers[.eTag] == "\"1\"")
    }
  }

  @Test("an outage over a month's end counts in both, the file recomputes it, and addresses and budgets agree")
  func overTheEnd() async throws {
    try await APIDesk.open { desk in
      let promise: JSON = ["target": "99.9", "shortest": "PT5M", "from": "2025-05-01", "newService": true]
      #expect(try await desk.call("makePromise", ["service": "payments"], promise, as: .manager).status == 200)
      let again = try await desk.call(
        "makePromise", ["service": "payments"], ["target": "99.90", "shortest": "PT5M"], as: .manager)
      #expect(again.status == 200 && again.json["number"] == 1)
      let over: JSON = ["service": "payments", "from": "2025-05-31T23:57:00Z", "to": "2025-06-01T00:03:00Z"]
      let told = try await desk.call("recordOutage", [:], over)
      #expect(told.status == 201 && told.json["unapproved"] == [])
      #expect(told.json["restated"]?.arrayValue?.first?["figure"]?["badSeconds"] == "180")
      for period in ["2025-05", "2025-06"] {
        let shown = try await desk.call("showAvailability", ["service": "payments"], query: "period=\(period)")
        #expect(shown.json["figure"]?["badSeconds"] == "180")
        let file = try await desk.call("showAvailabilityQuestion", ["service": "payments"], query: "period=\(period)")
        let answer = try AvailabilityFile(yaml: Array(file.text.utf8), zones: SystemZones()).answered().json
        #expect(answer["availability"] == shown.json["figure"]?["availability"])
      }
      // 2592 s in June, of which 180 are spent: of the whole month, also while it runs.
      let listed = try #require(try await desk.call("listServices").items.first)
      #expect(listed["url"] == "/api/v1/services/payments/availability")
      let june = try await desk.call("showAvailability", ["service": "payments"])
      #expect(june.json["provisional"] == true && june.json["figure"]?["budgetLeftSeconds"] == "2412")
      #expect(listed["figure"]?["budgetLeftSeconds"] == "2412")
      let other: JSON = ["service": "mail", "from": "2025-05-31T20:00:00Z", "state": "up", "newService": true]
      #expect(try await desk.call("recordOutage", [:], other).status == 201)
      #expect(try await desk.call("listServices").items.first?["url"] == "/api/v1/services/mail/promise")
    }
  }

  @Test("what is wrong is named by its field; a file is tried before it comes in")
  func refused() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      for (body, fields) in [
        (["service": "payments"], ["from"]), (["service": "payments", "from": "2025-05-10T10:00:00Z"], ["service"]),
        (["service": "payments", "from": "2025-05-10T10:00:00Z", "state": "off"], ["state"]),
      ] as [(JSON, [String])] {
        let reply = try await desk.call("recordOutage", [:], body)
        let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
        #expect(reply.status == 422 && paths == fields, "\(body.canonical): \(reply.text)")
      }
      for (body, fields) in [
        (["target": "x", "notice": "P1Y"], ["notice"]), (["zone": "UTC"], ["zone"]),
        (["target": "101", "newService": true], ["target"]), (["period": "month", "newService": true], ["target"]),
      ] as [(JSON, [String])] {
        let reply = try await desk.call("makePromise", ["service": "payments"], body, as: .manager)
        let paths = reply.json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue }
        #expect(
          reply.status == 422 && paths.map { Set(fields).isSubset(of: $0) } == true, "\(body.canonical): \(reply.text)")
      }
      let file = "service;from;to;cause\npayments;2025-05-01T10:00:00Z;2025-05-01T11:00:00Z;supplier\nmail;soon;;\n"
      let tried = try await desk.call("importOutages", file: file, query: "dryRun=true&newServices=true")
      #expect(tried["new"] == nil && tried.json["new"] == 1 && tried.json["refused"] == 1)
      #expect(try await desk.call("listOutages").items.isEmpty)
      #expect(try await desk.call("importOutages", file: file, query: "newServices=true").json["new"] == 1)
      #expect(try await desk.call("importOutages", file: file).json["unchanged"] == 1)
      #expect(try await desk.call("importOutages", file: "odd\nx\n").status == 422)
      let other = try await desk.call(
        "importOutages", file: "service;Anfang;Bemerkung\nprint;2025-05-01T10:00:00Z;x\n",
        query: "dryRun=true&newServices=true&columns=Anfang%3Dfrom;Bemerkung%3D-&encoding=utf-8")
      #expect(other.json["new"] == 1 && other.text.contains("Anfang is read as from"))
    }
  }
}
