package io.dptrain.accountant.ledger.jdbc;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Records in two tables of a database, {@value #LEDGERS} and {@value #RECORDS}, which are made
 * where they are missing.
 *
 * <p>A charge is one transaction: it locks the row of the ledger, so that writers take turns, reads
 * what is new, decides, adds, and counts; the row holds how many records there are, so that the
 * last cannot go unnoticed. What the database does not confirm must not run; it counts if it is
 * found later. Who reads alone, as an auditor does, needs SELECT on both tables and no more.
 *
 * <p>Not thread-safe. Takes a connection for each call and gives it back as it was; it must stay
 * with one server connection from first to last, which a proxy that pools by transaction does not
 * promise.
 */
public final class JdbcStore implements RecordStore {
  static final String LEDGERS = "dptrain_ledgers";
  static final String RECORDS = "dptrain_records";

  private static final int LONGEST_NAME = 200;
  private static final int PATIENCE_SECONDS = 60;
  private static final int FETCH = 1000;
  private static final String CLASS_OF_CONFLICTS = "23";
  private static final String DUPLICATE_TABLE = "42P07";

  /** Of PostgreSQL, and of the standard. */
  private static final Set<String> NO_TABLE = Set.of("42P01", "42S02");

  private final DataSource source;
  private final String ledger;
  private long count;
  private boolean ready;
  private boolean closed;

  private JdbcStore(DataSource source, String ledger) {
    this.source = Objects.requireNonNull(source, "source");
    this.ledger = ledger;
  }

  /**
   * The store of a ledger, which need not be there yet.
   *
   * @param source gives connections to the database that no transaction of the application uses
   * @param ledger its name, of 1 to 200 characters
   */
  public static JdbcStore of(DataSource source, String ledger) {
    Checks.require(
        !ledger.isBlank() && ledger.length() <= LONGEST_NAME,
        "the name of a ledger must have 1 to %s characters, but is '%s'",
        LONGEST_NAME,
        ledger);
    return new JdbcStore(source, ledger);
  }

  @Override
  public String name() {
    return "the ledger '" + ledger + "' in the database";
  }

  @Override
  public void append(long given, Consumer<String> known, Supplier<List<String>> more) {
    requireOpen(given);
    // What others committed while this waited for the row is seen behind it.
    inTransaction(
        "written",
        Connection.TRANSACTION_READ_COMMITTED,
        connection -> {
          makeTables(connection);
          readNew(connection, lock(connection), known);
          List<String> lines = more.get();
          if (!lines.isEmpty()) {
            insert(connection, lines);
          }
        });
  }

  @Override
  public void read(long given, Consumer<String> known) {
    requireOpen(given);
    // One snapshot, so that no record is added between the count and the records, and no lock: who
    // may only look can read.
    inTransaction(
        "read",
        Connection.TRANSACTION_REPEATABLE_READ,
        connection -> {
          if (count > 0 || isThere(connection, LEDGERS)) {
            OptionalLong held = records(connection, "");
            if (count > 0 || held.isPresent()) {
              readNew(connection, held.orElseThrow(this::gone), known);
            }
          }
        });
  }

  /** What is done in a transaction. */
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private void requireOpen(long given) {
    if (closed) {
      throw new IllegalStateException(name() + " was closed; open it again");
    }
    if (given != count) {
      throw new IllegalStateException(
          "this store of "
              + name()
              + " serves another; call JdbcStore.of(source, ledger) for each");
    }
  }

  private void inTransaction(String what, int isolation, Work work) {
    try (Connection connection = source.getConnection()) {
      int isolationBefore = connection.getTransactionIsolation();
      boolean commitsBefore = connection.getAutoCommit();
      Throwable failure = null;
      boolean isOver = true;
      try {
        set(connection, isolation);
        connection.setAutoCommit(false);
        requireKept(connection);
        work.on(connection);
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        failure = e;
        isOver = undo(e, () -> rollBack(connection));
        throw e;
      } finally {
        if (isOver) { // else this would commit
          // A pool gives the connection to others, as it was.
          undo(failure, () -> connection.setAutoCommit(commitsBefore));
          undo(failure, () -> set(connection, isolationBefore));
        }
      }
    } catch (SQLException e) {
      throw new LedgerException(
          name()
              + " cannot be "
              + what
              + " ("
              + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ")
              + "); what was to be charged must not run",
          e);
    }
  }

  private static void set(Connection connection, int isolation) throws SQLException {
    if (connection.getTransactionIsolation() != isolation) {
      connection.setTransactionIsolation(isolation);
    }
  }

  /** A connection that commits by itself, as it does until a transaction begins, has nothing. */
  private static void rollBack(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
  }

  /** Goes a step of the way back, if it can; what fails after a failure goes with it. */
  private static boolean undo(Throwable failure, Step step) throws SQLException {
    try {
      step.run();
      return true;
    } catch (SQLException | RuntimeException | Error e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
      return false;
    }
  }

  /** Refuses a database that forgets. */
  private void requireKept(Connection connection) throws SQLException {
    if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      return;
    }
    for (String setting : List.of("fsync", "synchronous_commit")) {
      String value = text(connection, "SHOW " + setting);
      if (value.equals("off")) {
        throw new LedgerException(
            name()
                + " has "
                + setting
                + " off: it would confirm charges that it can still lose; set "
                + setting
                + " to on");
      }
    }
  }

  /** Makes what is missing; whoever may not make tables finds them made. */
  private void makeTables(Connection connection) throws SQLException {
    if (ready) {
      return;
    }
    create(connection, LEDGERS, "(name VARCHAR(200) PRIMARY KEY, records BIGINT NOT NULL)");
    create(
        connection,
        RECORDS,
        "(ledger VARCHAR(200) NOT NULL REFERENCES "
            + LEDGERS
            + ", number BIGINT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (ledger, number))");
    addLedger(connection);
    ready = true;
  }

  private static void create(Connection connection, String table, String columns)
      throws SQLException {
    if (!isThere(connection, table)) {
      alone(connection, () -> execute(connection, "CREATE TABLE " + table + " " + columns));
    }
  }

  /** By the search path of the connection, as all statements find it. */
  private static boolean isThere(Connection connection, String table) throws SQLException {
    try {
      execute(connection, "SELECT 1 FROM " + table + " WHERE 1 = 0");
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (NO_TABLE.contains(String.valueOf(e.getSQLState()))) {
        return false;
      }
      throw e;
    }
  }

  private void addLedger(Connection connection) throws SQLException {
    alone(
        connection,
        () -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO "
                      + LEDGERS
                      + " (name, records) SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM "
                      + LEDGERS
                      + " WHERE name = ?)")) {
            insert.setString(1, ledger);
            insert.setString(2, ledger);
            insert.executeUpdate();
          }
        });
  }

  /** What may fail by itself. */
  private interface Step {
    void run() throws SQLException;
  }

  /** What one of several processes does: the others find that it was done. */
  private static void alone(Connection connection, Step step) throws SQLException {
    try {
      step.run();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith(CLASS_OF_CONFLICTS) && !state.equals(DUPLICATE_TABLE)) {
        throw e;
      }
    }
  }

  private long lock(Connection connection) throws SQLException {
    return records(connection, " FOR UPDATE").orElseThrow(this::gone);
  }

  private LedgerException gone() {
    return LedgerException.damaged(name() + " is gone from " + LEDGERS);
  }

  /** How many records there are by the row of the ledger; empty if there is none. */
  private OptionalLong records(Connection connection, String lock) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT records FROM " + LEDGERS + " WHERE name = ?" + lock)) {
      select.setQueryTimeout(PATIENCE_SECONDS);
      select.setString(1, ledger);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  private void readNew(Connection connection, long held, Consumer<String> known)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT number, line FROM "
                + RECORDS
                + " WHERE ledger = ? AND number > ? ORDER BY number")) {
      select.setFetchSize(FETCH);
      select.setString(1, ledger);
      select.setLong(2, count);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          require(rows.getLong(1) == count + 1, "record " + (count + 1) + " is missing");
          known.accept(rows.getString(2));
          count++;
        }
      }
    }
    require(count == held, "it holds " + count + " records, and had " + held);
  }

  private void require(boolean condition, String what) {
    if (!condition) {
      throw LedgerException.damaged(name() + ": " + what);
    }
  }

  private void insert(Connection connection, List<String> lines) throws SQLException {
    long after = count;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + RECORDS + " (ledger, number, line) VALUES (?, ?, ?)")) {
      for (String line : lines) {
        after++;
        insert.setString(1, ledger);
        insert.setLong(2, after);
        insert.setString(3, line);
        insert.executeUpdate();
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE " + LEDGERS + " SET records = ? WHERE name = ?")) {
      update.setLong(1, after);
      update.setString(2, ledger);
      update.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
