#if DEBUG
  import Components
  import Kernel
  import Markup

  extension StylePage {
    public func write(_ html: HTML, for reader: Reader) {
      html.heading(
        title,
        lead: "The parts that pages are made of, with their rules. All of them work without script; debug builds only.")
      html.faults(form.faults, labels: ["when": "Date and time", "zone": "Combobox"])
      html.postForm(StylePage.path, reader: reader) {
        html.defaultButton("step", "look")
        fields(html, reader)
        rowEditor(html)
        html.div(.class("actions decision")) {
          html.button("Read it", .class("button main"), .name("step"), .value("look"))
        }
      }
      toast(html, reader)
      chart(html)
      diff(html)
      split(html)
      foot(html)
    }

    private func rules(_ html: HTML, _ rules: String...) { html.ul { for rule in rules { html.li(rule) } } }

    private func fields(_ html: HTML, _ reader: Reader) {
      html.part("Date and time", id: "date-and-time") {
        rules(
          html, "A line of text, in the words of whoever types; the zone stands beside it.",
          "What was understood is said back in full, with UTC, before anything rests on it.",
          "What could mean two things, and a time that clocks went over, is refused by name; of one that comes twice the "
            + "first is taken and that is said.", "A form that follows carries the instant, never the words.")
        html.div(.class("form")) { html.momentField("when", "Date and time", form, for: reader, optional: true) }
      }
      html.part("Combobox", id: "combobox") {
        rules(
          html, "A line of text over the browser's own list, for more than a dozen choices; a select is for fewer.",
          "It takes a value, a title, or a part that fits one alone; of several the fault names the first.",
          "Nothing opens on focus alone; Escape closes the list and keeps what stands.",
          "Tickets are offered by the server while one types, where there is script.")
        html.div(.class("form")) {
          html.zoneField("zone", "Combobox", form, StylePage.zones, optional: true)
          if let found, !found.isEmpty { html.p("Found: \(found).", .class("said-back")) }
        }
      }
    }

    private func rowEditor(_ html: HTML) {
      html.part("Row editor", id: "row-editor") {
        rules(
          html, "Rows are added, taken out, put back and moved by buttons that send the form as it stands.",
          "Taking out asks nothing: the row can be put back.", "A fault stands beneath its field.",
          "There is a bound, and at it the button gives way to a sentence.")
        html.rowEditor(rows, "Steps", form, hint: "At most 5.")
      }
    }

    private func toast(_ html: HTML, _ reader: Reader) {
      html.part("Toast with undo", id: "toast") {
        rules(
          html, "One at a time, at the head of the page where work goes on; it lies over nothing and waits for nobody.",
          "It has the focus, is read out, and is named in the title.",
          "Undo, by z, is a change of its own: the opposite, recorded like any, by who made the change, for ten minutes, "
            + "while nothing came after it. Nothing is deleted.", "Errors never stand there.")
        html.postForm(StylePage.path, reader: reader) {
          html.button("Show one", .class("button"), .name("step"), .value("toast"))
        }
      }
    }

    private func chart(_ html: HTML) {
      func month(_ name: String, _ met: Int, _ breached: Int) -> TrendFigure.Month {
        let share = Double(met) / Double(met + breached)
        return .init(
          name, Attainment(met: met, breached: breached, low: share - 0.06, high: min(1, share + 0.04), goal: 0.9))
      }
      let trend = TrendFigure([month("Apr 2026", 90, 10), month("May 2026", 80, 20), month("Jun 2026", 97, 3)])
      html.part("Chart frame", id: "chart-frame") {
        rules(
          html, "A title, where the numbers come from, how it is read, and the same numbers as a table beneath.",
          "The axis has at most five marks; what was promised is a line; chance is a whisker.",
          "Each mark leads to what it counts. Colour says a side, and nothing where chance could put it on either.",
          "It is printed as one piece, without links.")
      }
      html.chart(
        "Attainment of three months", id: "example-chart",
        sources: [ChartSource("its rules", "#chart-frame")],
        reading: "A column is a month, the line the share that is promised.",
        drawing: { html.attainmentChart(trend) },
        table: {
          html.table("Attainment of three months", columns: [Column("Month"), Column("Attainment", number: true)]) {
            for month in trend.months {
              html.tr {
                html.th(month.name, .scope("row"))
                html.td(month.attainment.share.map(Words.percent) ?? "", .class("num"))
              }
            }
          }
        })
    }

    private func diff(_ html: HTML) {
      html.part("Difference in words", id: "diff") {
        rules(
          html, "A line a clause, before and after; colour and strike, and words where nothing stood.",
          "The record as it is kept is one click away, so that words hide nothing.")
        html.changes(
          [
            ClauseChange("First response for P1", before: "30 min", after: "15 min"),
            ClauseChange("Resolution for P3", before: nil, after: "3 working days"),
          ], caption: "An example of a difference")
      }
    }

    private func split(_ html: HTML) {
      html.part("Split view", id: "split") {
        rules(
          html, "A list, and beside it what a row leads to, from 1,280 px; below that, that alone with the way back.",
          "The address names both; the row is marked; b shows the row of the cursor beside.")
        html.split(
          list: {
            html.ul {
              for number in ["INC-1024", "INC-1025"] { html.li(number) }
            }
          },
          side: {
            html.h3("INC-1024")
            html.p("What the row leads to.")
          }, label: "Example of a part beside")
      }
    }

    private func foot(_ html: HTML) {
      html.part("Sticky bars", id: "sticky") {
        rules(
          html,
          "One at the foot: what is done with the ticked, or where one writes. One at the head of a list: its head.",
          "Opaque, a hairline, no shadow. In low windows and on phones they stand in their place.")
        html.stickyFoot("example-foot") { html.p("A bar that stays.") }
      }
    }
  }
#endif
