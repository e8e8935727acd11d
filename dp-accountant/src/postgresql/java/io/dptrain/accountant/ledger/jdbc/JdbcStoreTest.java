package io.dptrain.accountant.ledger.jdbc;

import static io.dptrain.accountant.ledger.jdbc.TestDatabase.source;
import static io.dptrain.accountant.ledger.jdbc.TestDatabase.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.LedgerAudit;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.statement.PrivacyStatement;
import io.dptrain.accountant.statement.StatementCheck;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The store against a real PostgreSQL. {@code -Ddptrain.races=50} runs as many races as one likes.
 */
class JdbcStoreTest {
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);
  private static final int RACES = Integer.getInteger("dptrain.races", 2);
  private static final int PROCESSES = 4;
  private static final double NOISE = 20;

  private final String ledger = "test " + UUID.randomUUID();

  private static BudgetAuthority open(String ledger) {
    return BudgetAuthority.open(
        JdbcStore.of(source(), ledger), BUDGET, ProtectedData.named("data"));
  }

  private static SpendingPlan sum() {
    return SpendingPlan.of("a \"sum\"", PrivacyCost.of(new GaussianEvent(NOISE)));
  }

  @AfterEach
  void clear() throws SQLException {
    TestDatabase.clear(ledger);
  }

  @Test
  void open_recordsEditedOrLeftOut_isRefused() throws SQLException {
    try (BudgetAuthority authority = open(ledger)) {
      authority.spend(sum());
    }
    String where = " WHERE ledger = '" + ledger + "' AND number = ";
    sql("DELETE FROM " + JdbcStore.RECORDS + where + 4);
    assertRefused("it holds 3 records, and had 4");
    sql("DELETE FROM " + JdbcStore.RECORDS + where + 2);
    assertRefused("record 2 is missing");
    sql("UPDATE " + JdbcStore.RECORDS + " SET line = replace(line, '2.0', '3.0')" + where + 1);
    assertRefused("record 1 of the ledger '" + ledger + "' in the database was edited");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> open(ledger))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(message)
        .hasMessageNotContainingAny("\n");
  }

  @Test
  void report_recordsThatAreGone_isRefusedByWhoKnewThem() throws SQLException {
    try (BudgetAuthority authority = open(ledger)) {
      authority.spend(sum());
      clear();
      assertThatThrownBy(authority::report)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("is gone from dptrain_ledgers");
    }
  }

  @Test
  void check_userWhoMayOnlyLook_readsAndChangesNothing() throws SQLException {
    String reader = "reader_" + UUID.randomUUID().toString().replace('-', '_');
    PrivacyStatement statement;
    try (BudgetAuthority authority = open(ledger)) {
      authority.spend(sum());
      statement = PrivacyStatement.of(authority.report());
    }
    sql("CREATE ROLE " + reader + " LOGIN");
    sql("GRANT SELECT ON " + JdbcStore.LEDGERS + ", " + JdbcStore.RECORDS + " TO " + reader);
    try {
      PGSimpleDataSource readers = source();
      readers.setUser(reader);
      assertThat(LedgerAudit.check(JdbcStore.of(readers, ledger), Optional.empty())).isEmpty();
      assertThat(
              StatementCheck.check(
                  statement.toJson(), () -> JdbcStore.of(readers, ledger), Optional.empty()))
          .isEmpty();
      assertThat(LedgerAudit.check(JdbcStore.of(readers, ledger + "?"), Optional.empty()))
          .containsExactly("nothing was begun in the ledger '" + ledger + "?' in the database");
      BudgetAuthority authority =
          BudgetAuthority.open(JdbcStore.of(readers, ledger), BUDGET, ProtectedData.named("data"));
      assertThatThrownBy(() -> authority.spend(sum()))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("permission denied")
          .hasMessageNotContainingAny("\n");
    } finally {
      sql("DROP OWNED BY " + reader);
      sql("DROP ROLE " + reader);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
  void spend_severalAtOnceUnderAnyIsolation_allAreCounted(String isolation) throws Exception {
    PGSimpleDataSource isolated = source();
    isolated.setOptions("-c default_transaction_isolation=" + isolation.replace(" ", "\\ "));
    open(ledger).close();
    ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
    try {
      List<Future<?>> spenders = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        spenders.add(
            threads.submit(
                () -> {
                  try (BudgetAuthority authority =
                      BudgetAuthority.open(
                          JdbcStore.of(isolated, ledger), BUDGET, ProtectedData.named("data"))) {
                    for (int spend = 0; spend < 5; spend++) {
                      authority.spend(sum());
                    }
                  }
                }));
      }
      for (Future<?> spender : spenders) {
        spender.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    try (BudgetAuthority authority = open(ledger)) {
      assertThat(authority.report().plans()).hasSize(5 * PROCESSES);
    }
  }

  /** A pool hands the connection on, and the next would never commit. */
  @Test
  void spend_refusedOrNot_givesTheConnectionBackAsItWas() throws SQLException {
    try (Connection one = source().getConnection()) {
      one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      try (BudgetAuthority authority =
          BudgetAuthority.open(
              JdbcStore.of(pooled(one), ledger), BUDGET, ProtectedData.named("data"))) {
        authority.spend(sum());
        requireAsItWas(one);
        assertThatThrownBy(
                () ->
                    authority.spend(SpendingPlan.of("all", PrivacyCost.of(new GaussianEvent(0.5)))))
            .isInstanceOf(BudgetExceededException.class);
        requireAsItWas(one);
        sql("UPDATE " + JdbcStore.LEDGERS + " SET records = 1 WHERE name = '" + ledger + "'");
        assertThatThrownBy(authority::report).isInstanceOf(LedgerException.class);
        requireAsItWas(one);
      }
    }
  }

  private static void requireAsItWas(Connection connection) throws SQLException {
    assertThat(connection.getAutoCommit()).isTrue();
    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
  }

  /**
   * As when memory ends between the records and their number, and perhaps again on the way back:
   * half of it must not be kept.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void spend_errorInTheMiddle_keepsNothing(boolean isRollbackLost) throws SQLException {
    AtomicReference<String> failing = new AtomicReference<>();
    try (Connection one = source().getConnection();
        BudgetAuthority authority =
            BudgetAuthority.open(
                JdbcStore.of(pooled(one, failing, isRollbackLost), ledger),
                BUDGET,
                ProtectedData.named("data"))) {
      failing.set("UPDATE");
      assertThatThrownBy(() -> authority.spend(sum())).isInstanceOf(OutOfMemoryError.class);
      assertThat(one.getAutoCommit()).isEqualTo(!isRollbackLost);
      failing.set(null);
      if (isRollbackLost) {
        one.abort(Runnable::run); // as a pool does with a connection that is broken
      }
    }
    try (BudgetAuthority authority = open(ledger)) {
      assertThat(authority.report().plans()).isEmpty();
      authority.spend(sum());
      assertThat(authority.report().plans()).hasSize(1);
    }
  }

  private static DataSource pooled(Connection connection) {
    return pooled(connection, new AtomicReference<>(), false);
  }

  /**
   * A source that gives one connection again and again, and does not close it.
   *
   * @param failing how statements begin for which memory ends; none if null
   * @param isRollbackLost whether memory ends for each rollback
   */
  private static DataSource pooled(
      Connection connection, AtomicReference<String> failing, boolean isRollbackLost) {
    Connection kept =
        (Connection)
            Proxy.newProxyInstance(
                JdbcStoreTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    return null;
                  }
                  boolean isFailing =
                      method.getName().equals("prepareStatement")
                          && failing.get() != null
                          && arguments[0].toString().startsWith(failing.get());
                  boolean isRollback = method.getName().equals("rollback");
                  if (isFailing || (isRollback && isRollbackLost)) {
                    throw new OutOfMemoryError("in a test");
                  }
                  try {
                    return method.invoke(connection, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return (DataSource)
        Proxy.newProxyInstance(
            JdbcStoreTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> kept);
  }

  /** Another schema may have tables of these names, which are not those that statements find. */
  @Test
  void open_tablesInAnotherSchema_areNotTakenForOurs() throws SQLException {
    String schema = "s_" + UUID.randomUUID().toString().replace('-', '_');
    open(ledger).close();
    sql("CREATE SCHEMA " + schema);
    try {
      PGSimpleDataSource own = source();
      own.setCurrentSchema(schema);
      try (BudgetAuthority authority =
          BudgetAuthority.open(JdbcStore.of(own, ledger), BUDGET, ProtectedData.named("other"))) {
        authority.spend(sum());
        assertThat(authority.report().plans()).hasSize(1);
      }
      try (BudgetAuthority authority = open(ledger)) {
        assertThat(authority.report().plans()).isEmpty();
      }
    } finally {
      sql("DROP SCHEMA " + schema + " CASCADE");
    }
  }

  @Test
  void open_databaseThatForgets_isRefused() {
    PGSimpleDataSource forgetful = source();
    forgetful.setOptions("-c synchronous_commit=off");
    assertThatThrownBy(
            () ->
                BudgetAuthority.open(
                    JdbcStore.of(forgetful, ledger), BUDGET, ProtectedData.named("data")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("has synchronous_commit off");
  }

  @Test
  void open_noDatabase_isOneLine() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/x");
    assertThatThrownBy(
            () ->
                BudgetAuthority.open(
                    JdbcStore.of(nowhere, ledger), BUDGET, ProtectedData.named("data")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("cannot be read (")
        .hasMessageNotContainingAny("\n");
  }

  @Test
  void spend_fourProcessesAtOnce_neverExceedTheBudget() throws Exception {
    for (int race = 0; race < RACES; race++) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(start(ledger + race));
      }
      long granted = 0;
      for (Process process : processes) {
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        granted += Long.parseLong(told.strip());
      }
      try (BudgetAuthority authority = open(ledger + race)) {
        BudgetReport report = authority.report();
        assertThat(report.plans()).hasSize((int) granted);
        assertThat(report.left()).isLessThan(report.plans().get(0).share());
      }
      TestDatabase.clear(ledger + race);
    }
  }

  private static Process start(String ledger) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Spender.class.getName(),
            ledger)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The main of a process that spends until it is refused, and prints how often it was not. */
  static final class Spender {
    private Spender() {}

    public static void main(String[] arguments) {
      long granted = 0;
      try (BudgetAuthority authority = open(arguments[0])) {
        while (true) {
          authority.spend(sum());
          granted++;
        }
      } catch (BudgetExceededException e) {
        System.out.println(granted);
      }
    }
  }
}
