package dev.futurewire.monitor.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The available decoders: the built-in ones, and those of other modules. */
public final class MessageDecoders {
    /** The decoder that is used first: lines. */
    public static final MessageDecoder LINES = new LinesDecoder();

    private static final List<MessageDecoder> ALL = load();

    private MessageDecoders() {}

    private static List<MessageDecoder> load() {
        List<MessageDecoder> all = new ArrayList<>(List.of(
                LINES,
                new BytesDecoder(),
                new RespDecoder(),
                new HttpDecoder(),
                new LengthPrefixedDecoder(4),
                new LengthPrefixedDecoder(2),
                new JsonDecoder()));
        try {
            ServiceLoader.load(MessageDecoder.class).forEach(all::add);
        } catch (ServiceConfigurationError broken) {
            System.getLogger(MessageDecoders.class.getName())
                    .log(System.Logger.Level.WARNING, "a decoder cannot be loaded", broken);
        }
        return List.copyOf(all);
    }

    /** {@return all decoders, lines first} */
    public static List<MessageDecoder> all() {
        return ALL;
    }

    /** {@return the decoder with a name, or lines} */
    public static MessageDecoder named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElse(LINES);
    }
}
