import org.jspecify.annotations.NullMarked;

/** The desktop monitor. */
@NullMarked
module dev.futurewire.monitor {
    requires atlantafx.base;
    requires com.fasterxml.jackson.core;
    requires dev.futurewire.feed;
    requires info.picocli;
    requires javafx.controls;
    requires static org.jspecify;

    exports dev.futurewire.monitor to
            javafx.graphics;
    exports dev.futurewire.monitor.decode;

    opens dev.futurewire.monitor to
            info.picocli;

    uses dev.futurewire.monitor.decode.MessageDecoder;
}
