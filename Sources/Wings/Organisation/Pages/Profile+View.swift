import Components
import Core
import JournalUseCases
import Kernel
import Markup
import Organisation
import OrganisationUseCases
import PeopleUseCases

extension ProfilePage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "Where \(shown.person.displayName) belongs, and what they can.") {
      if reader.may(.seeJournal), shown.profile.version > 0 {
        html.a(
          "History", .class("button"),
          .href("/journal/streams/" + Address.encoded("person-profile/" + shown.person.id.text)))
      }
    }
    html.div(.class("pair")) {
      html.part("Place", id: "place") {
        facts(html)
        if let form { place(html, form, reader) }
      }
      html.part("Skills", id: "skills") {
        table(html)
        if let skills { edit(html, skills, reader) }
      }
    }
  }

  private func facts(_ html: HTML) {
    html.facts {
      link(html, "Organisation", .organisation, shown.person.organisation.map { [$0] } ?? [])
      link(html, "Site", .site, shown.profile.site.map { [$0] } ?? [])
      html.fact("Languages", shown.profile.languages.joined(separator: ", "))
      link(html, "Teams", .team, shown.person.teams)
      if !shown.leads.isEmpty { link(html, "Leads or stands in at", .team, shown.leads) }
    }
  }

  private func link(_ html: HTML, _ term: String, _ kind: StructureKind, _ keys: [String]) {
    html.fact(term) {
      if keys.isEmpty { html.span("none", .class("soft")) }
      for (index, key) in keys.enumerated() {
        if index > 0 { html.text(", ") }
        // An organisation that people name needs no record.
        if kind == .organisation, shown.names["organisation/" + key] == nil {
          html.bdi(key)
        } else {
          html.a(.href(StructurePage.path(kind, key))) { html.bdi(shown.name(kind, key)) }
        }
      }
    }
  }

  private func place(_ html: HTML, _ form: FormState, _ reader: Reader) {
    html.h3("Change the place")
    html.faults(form.faults, labels: ["site": "Site", "languages": "Languages"])
    html.postForm(path, reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("version"), .value(String(shown.profile.version)))
      if sites.isEmpty {
        html.textField("site", "Site", form, hint: "Its key.", optional: true, limit: 100)
      } else {
        html.selectField("site", "Site", sites, form, optional: true, none: "none")
      }
      html.textField("languages", "Languages", form, hint: StructureHints.languages, optional: true)
      html.div(.class("actions")) { html.button("Save the place", .class("button main")) }
    }
  }

  private func table(_ html: HTML) {
    guard !shown.profile.skills.isEmpty else { return html.p("None are said yet.", .class("soft")) }
    html.table("Skills", columns: [Column("Skill"), Column("Level"), Column("Good until")], stacks: true) {
      for held in shown.profile.skills {
        html.tr {
          html.th(.scope("row")) {
            html.a(.href(StructurePage.path(.skill, held.skill))) { html.bdi(shown.name(.skill, held.skill)) }
          }
          html.td("\(held.level.rawValue), \(held.level.words)", .data("label", "Level"))
          html.td(.data("label", "Good until")) { html.until(held.until, today: today) }
        }
      }
    }
  }

  private func edit(_ html: HTML, _ form: FormState, _ reader: Reader) {
    html.h3("Change the skills")
    html.faults(form.faults, labels: ["skills": "Skills"])
    html.postForm(path + "/skills", reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("version"), .value(String(shown.profile.version)))
      let some = known.prefix(12).map(\.value).joined(separator: ", ")
      html.textArea(
        "skills", "Skills with levels", form,
        hint: "One a line: skill:level, and @ with the last day of a certificate, like network:3@2027-03-31. "
          + SkillLevel.allCases.map { "\($0.rawValue) \($0.words)" }.joined(separator: ", ") + "."
          + (some.isEmpty
            ? " There is no skill yet; add one under Organisation first."
            : " There are \(some)\(known.count > 12 ? " and more" : "")."),
        optional: true, rows: 6)
      html.div(.class("actions")) { html.button("Save the skills", .class("button main")) }
    }
  }
}

/// What forms say of fields that stand on several of them.
enum StructureHints {
  static let languages = "Tags with commas between, such as de, en or pt-BR; the preferred one first."
}

extension HTML {
  /// The last day of a certificate, and how near it is.
  func until(_ date: CivilDate?, today: CivilDate) {
    guard let date else { return text("no end") }
    text(Words.date(date) + " ")
    let days = date.daysSince1970 - today.daysSince1970
    if days < 0 {
      chip(.bad, .warning, "ended \(Words.count(-days, "day", "days")) ago")
    } else if days <= ListCertificates.usual {
      chip(.warn, .hourglass, days == 0 ? "ends today" : "\(Words.count(days, "day", "days")) left")
    }
  }
}

extension CertificatesPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "Within \(Words.count(days, "day", "days")), and those that ended in the last \(ListCertificates.past). Days are those of UTC."
    ) { html.a("Skills", .class("button"), .href(StructurePage.path(.skill))) }
    html.form(.class("inline-fields filters tools"), .action("/certificates"), .method("get")) {
      html.field("days", "Days ahead", FormState(["days": String(days)])) { tied in
        html.void(
          "input",
          tied + [
            .type("number"), .value(String(days)), Attribute("min", "0"),
            Attribute("max", String(ListCertificates.mostDays)),
          ])
      }
      html.button("Show", .class("button"))
    }
    html.unreadable(found.unreadable, "Not all that belongs here can be read. The rest is shown.")
    if found.items.isEmpty {
      return html.empty(
        .verified, "Nothing ends", "No certificate of anybody who works here ends within these days.")
    }
    html.table(
      title, columns: [Column("Name"), Column("Skill"), Column("Level"), Column("Good until")], stacks: true
    ) {
      for one in found.items {
        html.tr {
          html.th(.scope("row")) { html.a(.href(ProfilePage.path(one.name))) { html.bdi(one.displayName) } }
          html.td(.data("label", "Skill")) {
            html.a(.href(StructurePage.path(.skill, one.held.skill))) { html.bdi(one.skill) }
          }
          html.td("\(one.held.level.rawValue), \(one.held.level.words)", .data("label", "Level"))
          html.td(.data("label", "Good until")) { html.until(one.held.until, today: found.today) }
        }
      }
    }
    if found.hasMore { html.p("There are more; ask for fewer days.", .class("soft")) }
  }
}
