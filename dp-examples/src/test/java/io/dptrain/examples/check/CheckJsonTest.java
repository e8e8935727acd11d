package io.dptrain.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.check.sweep.Answer;
import io.dptrain.examples.check.sweep.CaseResult;
import io.dptrain.examples.check.sweep.OpCase;
import io.dptrain.examples.check.sweep.Verdict;
import io.dptrain.examples.report.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckJsonTest {
  private static final Machine MACHINE =
      new Machine("some", List.of(), Optional.of("AVX2"), "2.18.0", false);

  @TempDir private Path folder;

  @Test
  void write_report_isThisText() {
    OpCase tried =
        new OpCase(
            "Sin",
            "[b,3]",
            List.of(),
            (tf, inputs) -> inputs.get(0),
            Optional.empty(),
            0,
            true,
            1e-5,
            4,
            false);
    CaseResult result =
        new CaseResult(
            tried,
            new Answer(false, Verdict.WRONG, Double.NaN, "a \"detail\""),
            Map.of(0, new Answer(false, Verdict.RIGHT, 1e-7, "")),
            Map.of(-1, new Answer(true, Verdict.RIGHT, 0, "")));
    CheckReport report =
        new CheckReport(
            MACHINE,
            List.of(result),
            List.of(Measured.atMost("error", 1, 2)),
            List.of(new Measured("norm", Double.NaN, -1, 1)));
    Path file = folder.resolve("check.json");

    Json.write("--json", file, CheckJson.of(report));

    assertThat(file)
        .content()
        .isEqualTo(
            """
            {
              "holds" : false,
              "processor" : "some",
              "instructionSet" : "not known, limited to AVX2",
              "tensorflow" : "2.18.0",
              "build" : "CPU",
              "operations" : [ {
                "op" : "Sin",
                "case" : "[b,3]",
                "forward" : {
                  "verdict" : "WRONG",
                  "error" : "NaN",
                  "detail" : "a \\"detail\\""
                },
                "gradients" : [ {
                  "input" : 0,
                  "accepted" : false,
                  "verdict" : "RIGHT",
                  "error" : 1.0E-7,
                  "detail" : ""
                } ],
                "steps" : [ {
                  "input" : -1,
                  "accepted" : true,
                  "verdict" : "RIGHT",
                  "error" : 0.0,
                  "detail" : ""
                } ]
              } ],
              "noise" : [ {
                "what" : "error",
                "value" : 1.0,
                "least" : "-Infinity",
                "most" : 2.0,
                "holds" : true
              } ],
              "clipping" : [ {
                "what" : "norm",
                "value" : "NaN",
                "least" : -1.0,
                "most" : 1.0,
                "holds" : false
              } ]
            }
            """);
  }
}
