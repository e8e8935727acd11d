package io.dptrain.accountant.ledger.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL at the address in {@code DPTRAIN_POSTGRESQL}. */
final class TestDatabase {
  private TestDatabase() {}

  static PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(System.getenv("DPTRAIN_POSTGRESQL"));
    return source;
  }

  static void sql(String statement) throws SQLException {
    try (Connection connection = source().getConnection();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  /** Deletes all but the first records of a ledger, as a restored older copy has it. */
  static void keepFirst(String ledger, long records) throws SQLException {
    String where = "' AND number > " + records;
    sql("DELETE FROM " + JdbcStore.RECORDS + " WHERE ledger = '" + ledger + where);
    sql(
        "UPDATE %s SET records = %d WHERE name = '%s'"
            .formatted(JdbcStore.LEDGERS, records, ledger));
  }

  /** Deletes a ledger. */
  static void clear(String ledger) throws SQLException {
    sql("DELETE FROM " + JdbcStore.RECORDS + " WHERE ledger = '" + ledger + "'");
    sql("DELETE FROM " + JdbcStore.LEDGERS + " WHERE name = '" + ledger + "'");
  }
}
