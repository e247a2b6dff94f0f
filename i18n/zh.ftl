### 默认主题的文字。站点可在自己的 i18n/zh.ftl 中覆盖任意一条。
### 译者注意：{ 与 } 之间的内容由程序填入，请保留。所有句子按纯文本显示，不含标记。

## 每个页面（base.html）

skip-to-content = 跳到正文
menu-main = 主菜单
menu-pages = 页面
# 打开语言列表的按钮。$language：当前页面的语言，用该语言自己的写法。
language-switch = 语言：{ $language }
# 本页没有该语言的版本时写在语言旁边：链接通向该语言的首页。
language-home-only = （首页）
feed = 订阅源
# $name：生成本站的程序及其版本。
made-with = 由 { $name } 生成

## JavaScript 添加的按钮（site.js）

code-copy = 复制
code-copied = 已复制
heading-link = 本节链接
theme-auto = 配色：跟随系统
theme-light = 配色：浅色
theme-dark = 配色：深色

## 正文周围

breadcrumbs = 当前位置
toc = 本页内容
pager = 上一页与下一页
previous = 上一页
next = 下一页
# 后面接日期。
last-changed = 最后更新
draft = 草稿
draft-notice = 本页尚未发布，仅在预览中可见。
# $language：页面框架的语言；$name：正文的语言，均用各自语言的写法。后面接一个以 $name 为文字的链接。
fallback-notice = 本页还没有{ $language }版本，以下显示 { $name } 原文。阅读原页：
# On a translation that is behind. A link with stale-link follows.
stale-notice = 本页译出之后，原文又有改动。
# $name: the language that it was made from, in its own words.
stale-link = 阅读 { $name } 原文
# Before a list of sections.
stale-sections = 有改动的部分：
# In that list: the text before the first heading.
stale-beginning = 开头
# $count：分钟数。
reading-time = { $count ->
   *[other] 阅读约 { $count } 分钟
}
# 侧栏中的栏目；$title：栏目标题。
nav-toggle = 展开或收起“{ $title }”
# 没有写摘要的 details 框的标题行。
details = 详情

# 从页面的一段跳到下一段的箭头。
next-band = 继续阅读

## 页面列表（section、taxonomy、term）

pages-count = { $count ->
   *[other] { $count } 个页面
}
list-empty = 这里还没有内容。

## 找不到页面（404.html）

not-found-title = 找不到页面
not-found-text = 您要找的页面已经移走，或者从未存在。
not-found-home = 回到首页

## 订阅源（feed.xml）

# $name：订阅源所属页面的标题。
feed-description = { $name } 的最新内容

## 速查表（sheet.html）

sheet-groups = 本表的分组
sheet-print = 打印
sheet-paper = 纸张
# $version：Falco 的版本；$date：有人对照该版本核对本表的日期。
sheet-verified = 已对照 { $version } 核对
sheet-verified-on = 已于 { $date } 对照 { $version } 核对
# 速查表页面自己的工具。$count、$total：条目数；$block：条目的短代码，例如 W3。
sheet-filter = 筛选条目
sheet-filter-count = { $total } 条中的 { $count } 条
sheet-filter-none = 没有条目包含这些词，按 Escape 显示全部
sheet-choose = 选择 { $block } 用于打印
sheet-print-chosen = 打印所选（{ $count }）
sheet-clear = 取消选择
sheet-copy-link = 复制该条目的链接
sheet-link-copied = 已复制链接
sheet-files = 其他格式：
sheet-text = 纯文本
sheet-danger = 危险
sheet-since = { $version } 起
# 不含该版本：从该版本起不再适用。
sheet-until = { $version } 之前
sheet-macro = 宏
sheet-list = 列表
sheet-output = 输出
sheet-flag = 选项
sheet-key = 键
sheet-field = 字段
sheet-meaning = 说明
sheet-default = 默认
# 写在命令旁边：运行该命令时必须触发的规则。$rule：规则名，从不翻译。
sheet-expect = 触发：{ $rule }
sheet-source = 事件源：{ $name }
sheet-disabled = 默认不启用
sheet-exceptions = 例外
sheet-hooks = 可调整之处
# $count：没有显示的条件行数。
sheet-more = …… 另有 { $count } 个条件
sheet-continued = （续）
sheet-pdf-colour = PDF，{ $paper }
sheet-pdf-mono = PDF，{ $paper }，黑白
sheet-pdf-large = PDF，{ $paper }，大字
sheet-pdf-bilingual = PDF，{ $paper }，双语
sheet-pdf-pages = { $pages } 页
sheet-see-also = 另见：
# 与原文不同步的译文的记号。指针停在上面时显示。
sheet-stale-title = 原文在翻译之后有改动，此处显示原文
sheet-missing-title = 尚未翻译，此处显示原文
# 同上，在页脚记号之后计数。
sheet-stale = { $count ->
   *[other] { $count } 处译文落后于原文
}
sheet-missing = { $count ->
   *[other] { $count } 处尚未翻译
}

## How far a translation is (translation.html)

# $language: the language, in its own words.
progress-title = { $language }翻译进度
# $source: the language that is translated from, in its own words.
progress-lead = 共 { $pages } 页，其中 { $current } 页与 { $source } 原文一致。
# What the bar shows, for those who do not see it.
progress-bar = { $current } 页已同步，{ $stale } 页落后，{ $unpinned } 页情况不明，{ $missing } 页缺失
progress-current = 已同步
progress-stale = 落后于原文
# A translation that does not say what it was made from.
progress-unpinned = 情况不明
progress-missing = 尚未翻译
# A page that the original does not have.
progress-orphan = 仅有本语言版本
progress-words = 待译词数：{ $behind }，全文共 { $words }
progress-page = 页面
progress-state = 状态
progress-changed = 改动之处
progress-count = 词数
