import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** A node made of the class path, without a distribution: {@code SearchNode FOLDER name=value ...} */
public final class SearchNode extends Node {
    private static final List<Class<? extends Plugin>> MODULES =
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, ReindexPlugin.class);

    private SearchNode(Path folder, Map<String, String> settings) {
        super(
                InternalSettingsPreparer.prepareEnvironment(
                        Settings.EMPTY, settings, folder.resolve("config"), () -> "node"),
                MODULES,
                true);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Map<String, String> settings =
                Arrays.stream(arguments)
                        .skip(1)
                        .map(each -> each.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        settings.put("path.home", folder.toString());
        LogConfigurator.setNodeName(settings.get("node.name"));
        LogConfigurator.configureWithoutConfig(Settings.builder().putProperties(settings, name -> name).build());
        SearchNode node = new SearchNode(folder, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(node::end));
        node.start();
        Thread.currentThread().join();
    }

    private void end() {
        try {
            close();
        } catch (java.io.IOException error) {
            throw new java.io.UncheckedIOException(error);
        }
    }
}
