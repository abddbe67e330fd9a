"""click in Japanese: help, messages about wrong usage, and the options that commands share."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Literal

import click
import wcwidth

from index.address import Address, read_address
from index.errors import WrongUsage
from index.fields import FILTERS, Field
from index.query import SORTS, Filter, SearchRequest

Output = Literal["text", "json"]
CommandFunction = Callable[..., int]
Decorator = Callable[[CommandFunction], CommandFunction]

HOME_VARIABLE = "KAIGIROKU_INDEX"
DEFAULT_HOME = Path("index") / "store"
_HOME = "kaigiroku.home"


def _index_option(envvar: str | None = None, default: str | None = None) -> click.Option:
    """`--index`, before the command or after it; the one after it counts."""

    def store(ctx: click.Context, _: click.Parameter, typed: str | None) -> None:
        if typed is not None:
            ctx.meta[_HOME] = read_address(typed)

    return click.Option(
        ["--index"],
        metavar="DIR",
        envvar=envvar,
        default=default,
        expose_value=False,
        callback=store,
        help=f"索引の場所（なければ環境変数 {HOME_VARIABLE}、それもなければ {DEFAULT_HOME}）",
    )


def home() -> Address:
    """Where the index is: the option, else the environment, else `index/store` here."""
    address: Address = click.get_current_context().meta[_HOME]
    return address


class JapaneseCommand(click.Command):
    """A command that speaks Japanese; its help is the docstring, its lines as they are written."""

    # Let through by click, and refused in Japanese by `parse_args`.
    allow_extra_args = True
    index_option = _index_option()

    @property
    def help_lines(self) -> list[str]:
        return inspect.cleandoc(self.help or "").splitlines()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Raises WrongUsage. A word behind one hyphen (-議案) is part of a query.

        A space is put before it, so that click does not read an option: ours have two.
        """
        args = [f" {each}" if re.match(r"-[^-]", each) and each != "-h" else each for each in args]
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            raise wrong_usage(_in_japanese(error, self), ctx) from None
        if rest and not isinstance(self, click.Group):
            raise wrong_usage(f"使えない引数です: {' '.join(rest)}", ctx)
        return rest

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        *options, help_option = super().get_params(ctx)
        return [*options, self.index_option, help_option]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = "この説明を示す"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _, *arguments = self.collect_usage_pieces(ctx)
        pieces = " ".join(("[オプション]", *arguments))
        formatter.write_usage(ctx.command_path, pieces, prefix="使い方: ")

    def format_help_text(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write("".join(f"{line}\n" for line in ("", *self.help_lines)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = (
            (f"{', '.join(each.opts)} {each.metavar or ''}".rstrip(), each.help or "")
            for each in self.get_params(ctx)
            if isinstance(each, click.Option)
        )
        write_rows(formatter, "オプション", rows)


class JapaneseGroup(JapaneseCommand, click.Group):
    """The commands, in the order of their declaration."""

    command_class = JapaneseCommand
    index_option = _index_option(envvar=HOME_VARIABLE, default=str(DEFAULT_HOME))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        known = ", ".join(self.commands)
        raise wrong_usage(f"そのようなコマンドはありません: {cmd_name}。使えるのは {known}", ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = (
            (name, command.help_lines[0].removesuffix("。"))
            for name, command in self.commands.items()
            if isinstance(command, JapaneseCommand)
        )
        write_rows(formatter, "コマンド", rows)
        super().format_options(ctx, formatter)


def write_rows(
    formatter: click.HelpFormatter, heading: str, rows: Iterable[tuple[str, str]]
) -> None:
    """Names and their meanings in two columns, folded with wide characters counted as two."""
    rows = list(rows)
    indent = max(len(name) for name, _ in rows) + 4
    with formatter.section(heading):
        for name, meaning in rows:
            first, *others = wcwidth.wrap(meaning, formatter.width - indent)
            formatter.write(f"  {name:<{indent - 2}}{first}\n")
            formatter.write("".join(f"{'':{indent}}{line}\n" for line in others))


def wrong_usage(message: str, ctx: click.Context) -> WrongUsage:
    return WrongUsage(f"{message}（説明は {ctx.command_path} --help）")


def _in_japanese(error: click.UsageError, command: click.Command) -> str:
    """The message of an error of click in Japanese, by its class and type."""
    if isinstance(error, click.NoSuchOption):
        return f"使えない引数です: {error.option_name}"
    if isinstance(error, click.BadOptionUsage):
        flags = {name for each in command.params if _is_flag(each) for name in each.opts}
        wrong = "に値は付けられません" if error.option_name in flags else "には値が要ります"
        return f"{error.option_name} {wrong}"
    if not isinstance(error, click.BadParameter) or error.param is None:
        return error.message
    param = error.param
    name = param.opts[0] if isinstance(param, click.Option) else param.metavar
    match param.type:
        case _ if isinstance(error, click.MissingParameter):
            return f"{name} を指定してください"
        case click.Choice(choices=choices):
            return f"{name} に選べるのは {', '.join(choices)}"
        case click.IntRange(min=least, max=most):
            bounds = f"{least}以上の" if most is None else f"{least}から{most}までの"
            return f"{name} には{bounds}整数を指定してください"
    return f"{name}: {error.message}"


def _is_flag(param: click.Parameter) -> bool:
    return isinstance(param, click.Option) and param.is_flag


def _value_type(field: Field[Any]) -> Callable[[str], str] | click.Choice[str]:
    def read(typed: str) -> str:
        value = field.parse_value(typed.strip())
        if value is None:
            raise click.BadParameter(f"{field.label}{field.remark}として読めません: {typed}")
        return value

    return click.Choice(tuple(field.choices)) if field.choices else read


def option(name: str, metavar: str, meaning: str, **settings: Any) -> Decorator:  # noqa: ANN401
    """click.option with what every option of ours has: a metavar and a help text."""
    return click.option(name, metavar=metavar, help=meaning, **settings)


def output_options(run: CommandFunction) -> CommandFunction:
    """Give a command `output`, the format in which it prints what it found.

    A format for all commands is added here and to `Output`, one for a single command
    beside its own options.
    """
    return click.option(
        "--json", "output", flag_value="json", default="text", help="JSON で出力する"
    )(run)


def search_options(run: Callable[[SearchRequest, Output], int]) -> CommandFunction:
    """Give a command `request`, made of its argument `query` and the options of a search.

    Options are named after the fields of SearchRequest, filters after those of `index.fields`.
    """

    @option("--limit", "N", "示すやりとりの数（10）", type=click.IntRange(1), default=10)
    @option("--offset", "N", "飛ばすやりとりの数（0）", type=click.IntRange(0), default=0)
    @option(
        "--sort",
        "ORDER",
        "並べ方: relevance=関連度の高い順, newest=新しい順, oldest=古い順",
        type=click.Choice(SORTS),
        default="relevance",
    )
    @_filter_options
    @option("--without", "FORM", "この表記を除く（複数可）", type=str.strip, multiple=True)
    @option(
        "--with",
        "FORM",
        "はじめは除かれている表記を含める（複数可）",
        type=str.strip,
        multiple=True,
    )
    @click.option("--no-synonyms", is_flag=True, help="同義語や言い換えを検索しない")
    @output_options
    @wraps(run)
    def with_request(query: Sequence[str], output: Output, **values: Any) -> int:  # noqa: ANN401
        filters = [Filter(each.name, value) for each in FILTERS for value in values.pop(each.name)]
        values["synonyms"] = not values.pop("no_synonyms")
        values["including"] = values.pop("with")
        request = SearchRequest(" ".join(query).strip(), filters=tuple(filters), **values)
        return run(request, output)

    return with_request


def _filter_options(run: CommandFunction) -> CommandFunction:
    for field in reversed(FILTERS):
        add = option(
            f"--{field.name}", field.metavar, field.help, type=_value_type(field), multiple=True
        )
        run = add(run)
    return run
