package io.dptrain.accountant.ledger.jdbc;

import io.dptrain.accountant.internal.Checks;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
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
 * found later.
 *
 * <p>Not thread-safe. Takes a connection for each call and gives it back.
 */
public final class JdbcStore implements RecordStore {
  static final String LEDGERS = "dptrain_ledgers";
  static final String RECORDS = "dptrain_records";

  private static final int LONGEST_NAME = 200;
  private static final int PATIENCE_SECONDS = 60;
  private static final int FETCH = 1000;
  private static final String CLASS_OF_CONFLICTS = "23";
  private static final String DUPLICATE_TABLE = "42P07";

  private final DataSource source;
  private final String ledger;
  private long count;
  private long written;

  /** How many records the transaction that runs has added. */
  private long added;

  private boolean ready;
  private boolean closed;

  private JdbcStore(DataSource source, String ledger) {
    this.source = Objects.requireNonNull(source, "source");
    this.ledger = ledger;
  }

  /**
   * The store of a ledger, which need not be there yet.
   *
   * @param source gives connections to the database
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
  public void append(Consumer<String> known, Supplier<List<String>> more) {
    inTransaction(
        "written",
        connection -> {
          long held = lock(connection);
          readNew(connection, held, known);
          List<String> lines = more.get();
          if (!lines.isEmpty()) {
            insert(connection, lines);
          }
        });
    written = Math.max(written, count + added);
    added = 0;
  }

  @Override
  public void read(Consumer<String> known) {
    inTransaction("read", connection -> readNew(connection, counted(connection), known));
  }

  /** What is done in a transaction. */
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private void inTransaction(String what, Work work) {
    if (closed) {
      throw new IllegalStateException(name() + " was closed; open it again");
    }
    added = 0;
    try (Connection connection = source.getConnection()) {
      boolean before = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        prepare(connection);
        work.on(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
      connection.setAutoCommit(before);
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

  /** A connection that broke has rolled back by itself. */
  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Makes what is missing, and refuses a database that forgets. */
  private void prepare(Connection connection) throws SQLException {
    if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      requireKept(connection);
    }
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

  private void requireKept(Connection connection) throws SQLException {
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

  /** Whoever may not make tables finds them made. */
  private static void create(Connection connection, String table, String columns)
      throws SQLException {
    try (ResultSet found = connection.getMetaData().getTables(null, null, table, null)) {
      if (found.next()) {
        return;
      }
    }
    alone(connection, () -> execute(connection, "CREATE TABLE " + table + " " + columns));
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

  /** Something that one of several processes does: the others find that it was done. */
  private interface Once {
    void run() throws SQLException;
  }

  private static void alone(Connection connection, Once once) throws SQLException {
    try {
      once.run();
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
    return records(connection, " FOR UPDATE");
  }

  private long counted(Connection connection) throws SQLException {
    // Shared, so that no record is added between the count and the records.
    return records(connection, " FOR SHARE");
  }

  private long records(Connection connection, String lock) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT records FROM " + LEDGERS + " WHERE name = ?" + lock)) {
      select.setQueryTimeout(PATIENCE_SECONDS);
      select.setString(1, ledger);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new LedgerException(
              name() + " is gone from " + LEDGERS + "; restore the database from a copy");
        }
        return row.getLong(1);
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
    require(count >= written, "it holds " + count + " records, and had " + written);
  }

  private void require(boolean condition, String what) {
    if (!condition) {
      throw new LedgerException(name() + ": " + what + "; restore the database from a copy");
    }
  }

  private void insert(Connection connection, List<String> lines) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + RECORDS + " (ledger, number, line) VALUES (?, ?, ?)")) {
      for (String line : lines) {
        if (line.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
          throw new LedgerException("a record has at most " + LONGEST + " bytes; shorten its plan");
        }
        added++;
        insert.setString(1, ledger);
        insert.setLong(2, count + added);
        insert.setString(3, line);
        insert.executeUpdate();
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE " + LEDGERS + " SET records = ? WHERE name = ?")) {
      update.setLong(1, count + added);
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
