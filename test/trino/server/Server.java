import io.trino.plugin.hive.HivePlugin;
import io.trino.server.testing.TestingTrinoServer;
import java.nio.file.Path;
import java.util.Map;

/** A Trino of one node with a file metastore over one folder: arguments are the port and the folder. */
public class Server {
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]).toAbsolutePath();
        TestingTrinoServer server = TestingTrinoServer.builder()
                .setProperties(Map.of("http-server.http.port", args[0]))
                .build();
        server.installPlugin(new HivePlugin());
        server.createCatalog("hive", "hive", Map.of(
                "hive.metastore", "file",
                "hive.metastore.catalog.dir", "local:///metastore",
                "fs.local.enabled", "true",
                // INT96 has no zone of its own: readers and writers take it for the time of this one, Athena for UTC.
                "hive.parquet.time-zone", "UTC",
                "local.location", folder.toString(),
                "hive.non-managed-table-writes-enabled", "true",
                "hive.metastore.disable-location-checks", "true"));
        System.out.println("ready " + server.getBaseUrl());
        Thread.currentThread().join();
    }
}
