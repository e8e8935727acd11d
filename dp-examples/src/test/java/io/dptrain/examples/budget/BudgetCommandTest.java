package io.dptrain.examples.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetCommandTest {
  @TempDir private Path parent;
  private String folder;

  @BeforeEach
  void begin() {
    folder = parent.resolve("patients").toString();
    CommandRun run =
        budget("init", folder, "--epsilon", "2", "--delta", "1e-6", "--unit", "patient");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("patients: epsilon 2 at delta 1e-6, one patient, ADD_OR_REMOVE_ONE\n")
        .contains("spend from it with --budget " + folder);
  }

  private static CommandRun budget(String... arguments) {
    List<String> all = new ArrayList<>(List.of("budget"));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private void spend() {
    try (BudgetAuthority authority = BudgetAuthority.open(Path.of(folder))) {
      authority.spend(SpendingPlan.of("patients by age", PrivacyCost.of(new GaussianEvent(5))));
      authority
          .reserve(
              SpendingPlan.of(
                  "a name that is too long for a line of the table",
                  PrivacyCost.ofRun(new GaussianEvent(10), 1_000)),
              4)
          .charge();
      authority.reserve(SpendingPlan.of("nothing", PrivacyCost.of(new GaussianEvent(10))));
    }
  }

  @Test
  void show_whatWasSpent_isATable() {
    spend();
    CommandRun run = budget("show", folder);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.matches(" +1  patients by age +1 +1 +20.. % +\\S+ ended"))
        .anyMatch(line -> line.matches(" +2  a name that is too lon... +1 +1,000 +5.. % .*"))
        .anyMatch(line -> line.matches(" +3  nothing +0 +1 +0 % +\\S+ given back"))
        .anyMatch(line -> line.matches("spent   25.. %, as much as one release of .*"))
        .anyMatch(line -> line.matches("left    74.. %"))
        .anyMatch(line -> line.startsWith("epsilon 2 at delta 1e-6, also if plans were made"));
  }

  @Test
  void show_asJson_holdsTheSame() {
    spend();
    CommandRun run = budget("show", folder, "--json");
    assertThat(run.out().strip().lines()).hasSize(1);
    assertThat(run.out())
        .contains("\"epsilon\":2.0", "\"purpose\":\"patients by age\"", "\"charged\":1,")
        .containsPattern("\"spent\":0\\.25")
        .containsPattern("\"hash\":\"[0-9a-f]{64}\"");
  }

  @Test
  void show_asPicture_isDrawn() throws IOException {
    spend();
    Path plot = parent.resolve("budget.png");
    assertThat(budget("show", folder, "--plot", plot.toString()).out()).endsWith(plot + "\n");
    assertThat(javax.imageio.ImageIO.read(plot.toFile()).getHeight()).isBetween(300, 500);
  }

  @Test
  void history_everyRecord_isALine() {
    spend();
    CommandRun run = budget("history", folder);
    assertThat(run.out().lines())
        .hasSize(9)
        .anyMatch(line -> line.matches(" +2  20..-.*Z  granted 'patients by age' 1 steps, 20.*"))
        .anyMatch(line -> line.matches(" +6  .*  plan 2: charged 4, in all 4"));
  }

  @Test
  void verify_wholeLedger_isRightAndItsHashIsKnownLater() {
    String hash = budget("verify", folder).out().replaceFirst("(?s).*hash: ", "").strip();
    spend();
    CommandRun run = budget("verify", folder, "--hash", hash);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("right: 9 records, 3 plans\nhash: ").doesNotContain(hash);
  }

  @Test
  void verify_otherLedger_isSaid() {
    CommandRun run = budget("verify", folder, "--hash", "0".repeat(64));
    assertThat(run.exitCode()).isOne();
    assertThat(run.out()).startsWith("WRONG: no record has the hash 000");
  }

  @Test
  void everyCommand_editedLedger_saysWhere() throws IOException {
    spend();
    Path ledger = Path.of(folder, "ledger.jsonl");
    Files.writeString(ledger, Files.readString(ledger).replace("by age", "by sex"));
    CommandRun verify = budget("verify", folder);
    assertThat(verify.exitCode()).isOne();
    assertThat(verify.out()).startsWith("WRONG: record 2 of " + ledger + " was edited");
    for (String command : List.of("show", "history")) {
      CommandRun run = budget(command, folder);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).startsWith("dp: record 2 of " + ledger + " was edited").hasLineCount(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "init F --epsilon 0 --delta 1e-6, --epsilon must be a positive finite number",
    "init F --epsilon NaN --delta 1e-6, --epsilon must be a positive finite number",
    "init F --epsilon 1 --delta 1, --delta must be above 0 and below 1",
    "init F --epsilon 1 --delta 1e-6 --size 0, --size must be in [1",
    "init F --epsilon 3 --delta 1e-6, was begun for the budget epsilon 2.0",
    "init F --epsilon 2 --delta 1e-6 --relation NONE, --relation",
    "init F --epsilon 2 --delta 1e-6 --unit person, was begun for the data 'patients'",
    "init --epsilon 2 --delta 1e-6, FOLDER",
    "show, FOLDER",
    "show nowhere, FOLDER must be a folder with a ledger",
    "history nowhere, FOLDER must be a folder with a ledger",
    "verify nowhere, FOLDER must be a folder with a ledger",
    "verify F --hash 12, --hash must be 64 digits",
    "show F --plot budget.jpg, --plot"
  })
  void badInput_isOneLine(String arguments, String message) {
    CommandRun run = budget(arguments.replace("F ", folder + " ").split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("dp: ").contains(message).hasLineCount(1);
  }

  @Test
  void init_largeDelta_isWarnedOf() {
    CommandRun run =
        budget(
            "init",
            parent.resolve("x").toString(),
            "--epsilon",
            "1",
            "--delta",
            "0.01",
            "--size",
            "100");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).startsWith("WARNING: delta 0.01 is above 1/(10 N)");
  }

  @Test
  void statement_signed_isVerifiedAndEveryChangeIsFound() throws Exception {
    spend();
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String secret = pem("key.pem", "PRIVATE KEY", keys.getPrivate().getEncoded());
    String open = pem("public.pem", "PUBLIC KEY", keys.getPublic().getEncoded());
    String json = parent.resolve("statement.json").toString();
    String html = parent.resolve("statement.html").toString();
    CommandRun written =
        CommandRun.of("statement", folder, "--json", json, "--html", html, "--key", secret);
    assertThat(written.exitCode()).isZero();
    assertThat(written.out()).startsWith("Privacy statement: patients\n").endsWith(html + "\n");
    assertThat(Files.readString(Path.of(html))).contains("Signature (Ed25519)");
    CommandRun yes = CommandRun.of("verify", json, "--ledger", folder, "--key", open);
    assertThat(yes.out()).startsWith("yes: the statement follows from the ledger, and is signed");
    assertThat(yes.exitCode()).isZero();
    Files.writeString(Path.of(json), Files.readString(Path.of(json)).replace("by age", "by sex"));
    CommandRun no = CommandRun.of("verify", json, "--ledger", folder, "--key", open);
    assertThat(no.exitCode()).isOne();
    assertThat(no.out())
        .contains("no: the signature is not that")
        .contains("no: plans[0].purpose is \"patients by sex\", but from the ledger follows");
    CommandRun unsigned = CommandRun.of("verify", json, "--ledger", folder);
    assertThat(unsigned.out()).startsWith("no: plans[0].purpose").hasLineCount(1);
    for (CommandRun bad :
        List.of(
            CommandRun.of("statement", folder, "--key", open),
            CommandRun.of("statement", folder, "--key", folder),
            CommandRun.of("statement", folder + "x"),
            CommandRun.of("verify", json, "--ledger", folder, "--key", secret),
            CommandRun.of("verify", json, "--ledger", folder + "x"),
            CommandRun.of("verify", folder, "--ledger", folder))) {
      assertThat(bad.exitCode()).isEqualTo(2);
      assertThat(bad.err()).startsWith("dp: ").hasLineCount(1);
    }
  }

  @Test
  void init_budgetThatNothingCanBeHeldAgainst_isRefusedAndBeginsNothing() {
    String tiny = parent.resolve("tiny").toString();
    CommandRun run = budget("init", tiny, "--epsilon", "1e-300", "--delta", "1e-300");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("dp: --epsilon 1.0E-300 and --delta 1.0E-300").hasLineCount(1);
    assertThat(budget("init", tiny, "--epsilon", "1", "--delta", "1e-6").exitCode()).isZero();
  }

  /** What is written replaces neither the ledger nor the key. */
  @Test
  void statement_fileThatIsNeeded_isNotOverwritten() throws Exception {
    spend();
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String secret = pem("key.pem", "PRIVATE KEY", keys.getPrivate().getEncoded());
    String before = Files.readString(Path.of(secret));
    Path link = Files.createSymbolicLink(parent.resolve("link"), Path.of(folder));
    Path dangling =
        Files.createSymbolicLink(parent.resolve("dangling"), Path.of(folder, "not there"));
    for (String[] flags :
        List.of(
            new String[] {"--json", folder + "/ledger.jsonl"},
            new String[] {"--html", link + "/head"},
            new String[] {"--json", folder + "/new.json"},
            new String[] {"--json", parent + "/./key.pem", "--key", secret},
            new String[] {"--html", dangling.toString()},
            new String[] {"--html", parent + "/x", "--json", parent + "/./x"})) {
      List<String> all = new ArrayList<>(List.of("statement", folder));
      all.addAll(List.of(flags));
      CommandRun run = CommandRun.of(all.toArray(String[]::new));
      assertThat(run.exitCode()).as(String.join(" ", flags)).isEqualTo(2);
      assertThat(run.err()).startsWith("dp: " + flags[0]).hasLineCount(1);
    }
    assertThat(Files.readString(Path.of(secret))).isEqualTo(before);
    assertThat(budget("verify", folder).exitCode()).isZero();
  }

  private String pem(String file, String label, byte[] bytes) throws IOException {
    String body = Base64.getEncoder().encodeToString(bytes);
    String text = "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, body, label);
    return Files.writeString(parent.resolve(file), text).toString();
  }

  @Test
  void mnist_budgetThatIsTooSmall_isRefusedBeforeItTrains() {
    CommandRun run =
        CommandRun.of(
            "mnist",
            "--data",
            "synthetic",
            "--epochs",
            "30",
            "--noise-multiplier",
            "0.7",
            "--budget",
            folder,
            "--report",
            parent.resolve("report").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("dp: of the budget epsilon 2.0").hasLineCount(1);
    assertThat(parent.resolve("report")).doesNotExist();
  }
}
